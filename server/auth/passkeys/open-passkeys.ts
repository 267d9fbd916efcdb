/** The part of /api/auth that adds passkeys to the account of a session. */
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Database } from "../../../platform/database/db.ts";
import type { SignInNotes } from "../../audit/audit-sign-ins.ts";
import type { Proof } from "../two-factor/two-factor.ts";
import { addPasskey, passkeyRequest } from "./add-passkey.ts";
import type { PasskeyAddress } from "./passkey-address.ts";
import { Credential } from "./passkey-sign-in.ts";

const Text = z.string().max(100_000);
const Added = z.object({
  name: z.string().trim().min(1).max(120),
  response: Credential.extend({
    response: z.object({
      clientDataJSON: Text,
      attestationObject: Text,
      transports: z.array(z.string().max(32)).max(10).optional(),
    }),
  }),
});

type Deps = {
  prisma: Database;
  notes: SignInNotes | undefined;
  address: PasskeyAddress | { absent: string };
  sessionOf(headers: Headers): Promise<{ user: { id: string } } | undefined>;
  /** A passkey opens the account without password and code, so adding one asks for both. */
  prove: Proof;
};

/** Answers what adds a passkey; undefined for the rest of /api/auth. */
export function openPasskeys({ prisma, notes, address, sessionOf, prove }: Deps) {
  async function answer(request: Request, path: string): Promise<Response> {
    if ("absent" in address) return refuse(404, "There are no passkeys at this address.");
    const session = await sessionOf(request.headers);
    if (!session) return refuse(401, "Sign in first.");
    const userId = session.user.id;
    if (path === "/passkey/add-options") {
      const refusal = await prove(request, userId);
      return refusal ?? Response.json(await passkeyRequest({ prisma, address }, userId));
    }
    const parsed = Added.safeParse(await request.json());
    if (!parsed.success) return refuse(400, "Give the passkey a name of at most 120 letters, and try again.");
    const { name, response } = parsed.data;
    const { transports = [], ...rest } = response.response;
    const said = { ...response, response: { ...rest, transports } } as RegistrationResponseJSON;
    const added = await addPasskey({ prisma, address }, { userId, name, response: said });
    if (!added) return refuse(400, "This passkey was not accepted. Try again, or use another device.");
    const ip = request.headers.get("x-patchbay-ip") ?? "";
    await notes?.changed("account.passkey added", { userId, ip, way: "passkey" });
    return Response.json(added);
  }

  return async (request: Request): Promise<Response | undefined> => {
    const path = new URL(request.url).pathname.slice("/api/auth".length);
    if (request.method !== "POST" || (path !== "/passkey/add-options" && path !== "/passkey/add")) return undefined;
    try {
      return await answer(request, path);
    } catch (error) {
      if (!(error instanceof PatchbayError)) throw error;
      return refuse(error.code === "too_many" ? 429 : 409, error.userMessage);
    }
  };
}

const refuse = (status: number, message: string) => Response.json({ code: "refused", message }, { status });
