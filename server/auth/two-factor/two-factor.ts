/**
 * The second factor of signing in with a password: better-auth's plugin, with what it leaves open. No code counts twice, turning
 * it off asks for a code besides the password, and each step is in the audit log.
 */
import { twoFactor } from "better-auth/plugins";
import { z } from "zod";
import type { Database } from "../../../platform/database/db.ts";
import { newId } from "../../../platform/ids.ts";
import type { SignInNotes, SignInWay } from "../../audit/audit-sign-ins.ts";
import { makeRateLimit } from "../../limits/rate-limits.ts";
import { claimCode, releaseCode } from "./used-codes.ts";

export const twoFactorPlugin = () => twoFactor({ issuer: "Patchbay", allowPasswordless: true, trustDeviceMaxAge: 1 });

/** Paths of the plugin that nothing of ours asks for. */
export const twoFactorDisabled = [
  "/two-factor/send-otp",
  "/two-factor/verify-otp",
  "/two-factor/get-totp-uri",
  "/two-factor/view-backup-codes",
];

/** Apps show their codes with a space in the middle. */
const Code = z
  .string()
  .max(40)
  .transform((code) => code.replace(/\s/g, ""));
const Body = z.object({ code: Code.optional(), password: z.string().max(200).optional() });
type Body = z.infer<typeof Body>;
type Deps = {
  prisma: Database;
  notes: SignInNotes | undefined;
  handler(request: Request): Promise<Response>;
  sessionOf(headers: Headers): Promise<{ user: { id: string } } | undefined>;
  /** Brings what is stored of this person under the current secret. */
  rekey(userId: string): Promise<void>;
  /** Of the person's account; true for one that has none. */
  isPassword(userId: string, password: string): Promise<boolean>;
};
/** Undefined when password and code are right, as far as the account has them; else what to answer. */
export type Proof = (request: Request, userId: string) => Promise<Response | undefined>;
type Call = { request: Request; body: Body; userId: string | undefined; ip: string };

const told = {
  "/two-factor/verify-totp": "account.two-factor turned on",
  "/two-factor/disable": "account.two-factor turned off",
  "/two-factor/generate-backup-codes": "account.recovery codes renewed",
} as const;

/** An app's code has six digits, a recovery code has letters. */
const isOfApp = (code: string) => /^\d{6}$/.test(code);

/** Answers what concerns the second factor; undefined for the rest of /api/auth. */
export function openTwoFactor({ prisma, notes, handler, sessionOf, isPassword, rekey }: Deps) {
  /** The library counts wrong codes of sign-ins only; an open session must not allow guessing either. */
  const limit = makeRateLimit({ max: 10, windowMs: 5 * 60_000 });

  async function verify({ request, userId, body: { code = "" } }: Call) {
    if (userId !== undefined) await rekey(userId);
    const way: SignInWay = isOfApp(code) ? "password and code" : "password and recovery code";
    const claim = userId !== undefined && isOfApp(code) ? { userId, code } : undefined;
    const isUsed = claim !== undefined && !(await claimCode(prisma, claim));
    const path = isOfApp(code) ? "verify-totp" : "verify-backup-code";
    // What has been used goes on as a wrong code, so that trying it counts as a guess.
    const response = await handler(to(request, `/two-factor/${path}`, { code: isUsed ? "" : code }));
    if (claim && !isUsed && !response.ok) await releaseCode(prisma, claim);
    return { way, response: await inWords(response, isUsed) };
  }

  async function signIn(call: Call): Promise<Response> {
    const { response, way } = await verify(call);
    const { userId, ip } = call;
    if (userId === undefined) return response;
    if (response.ok) await notes?.succeeded({ userId, ip, way });
    else if (response.status !== 429) await notes?.failed({ userId, ip, way });
    return response;
  }

  /** The library writes over a row that is there; of two that it makes at once, one would be an error. */
  async function begin({ request, body: { password }, userId }: Omit<Call, "ip"> & { userId: string }) {
    const empty = { userId, secret: "", verified: false };
    await prisma.twoFactor.createMany({ data: { id: newId(), backupCodes: "", ...empty }, skipDuplicates: true });
    const response = await handler(to(request, "/two-factor/enable", { password }));
    if (!response.ok) await prisma.twoFactor.deleteMany({ where: empty });
    return response;
  }

  async function change(call: Call & { userId: string }, path: keyof typeof told): Promise<Response> {
    const { request, body, userId, ip } = call;
    limit(userId);
    const isSetUp = path === "/two-factor/verify-totp";
    // Without a key there is nothing that a code could be checked against.
    if ((await isOn(prisma, userId)) === isSetUp) {
      return refuse("This was changed elsewhere. Reload the page.");
    }
    // A recovery code would not show that the app has the key.
    if (isSetUp && !isOfApp(body.code ?? "")) return refuse("Enter the six digits that the app shows.");
    const { response: checked } = await verify(call);
    const { password } = body;
    const response = isSetUp || !checked.ok ? checked : await handler(to(request, path, { password }));
    if (response.ok) await notes?.changed(told[path], { userId, ip, way: "password" });
    return response;
  }

  const prove: Proof = async (request, userId) => {
    limit(userId);
    const body = Body.safeParse(await request.clone().json()).data ?? {};
    if (!(await isPassword(userId, body.password ?? ""))) {
      return refuse("The password is wrong. Check it and try again.");
    }
    if (!(await isOn(prisma, userId))) return undefined;
    const { response } = await verify({ request, body, userId, ip: "" });
    return response.ok ? undefined : response;
  };

  async function handle(request: Request): Promise<Response | undefined> {
    const path = new URL(request.url).pathname.slice("/api/auth".length);
    if (!path.startsWith("/two-factor/") || request.method !== "POST") return undefined;
    const body = Body.safeParse(await request.clone().json()).data ?? {};
    const session = await sessionOf(request.headers);
    const ip = request.headers.get("x-patchbay-ip") ?? "";
    if (session) {
      const { id: userId } = session.user;
      if (isTold(path)) return await change({ request, body, userId, ip }, path);
      if (path === "/two-factor/enable") return await begin({ request, body, userId });
    } else if (path === "/two-factor/verify-totp" || path === "/two-factor/verify-backup-code") {
      return await signIn({ request, body, userId: await challenged(prisma, request.headers), ip });
    } else if (isTold(path) || path === "/two-factor/enable") return refuse("Sign in first.");
    return Response.json({ code: "not_found", message: "There is nothing here." }, { status: 404 });
  }

  return { handle, prove };
}

const isTold = (path: string): path is keyof typeof told => Object.hasOwn(told, path);

/** The library's own words for a wrong code say too little. A sign-in that has ended stays what it is. */
async function inWords(response: Response, isUsed: boolean): Promise<Response> {
  if (response.status !== 401) return response;
  const { code }: { code?: unknown } = Object(await response.clone().json());
  if (code === "INVALID_TWO_FACTOR_COOKIE") return response;
  return refuse(
    isUsed ? "This code has been used. Wait for the next one." : "This code is not correct. Check it and try again.",
  );
}

/** Who has given the password and is to give a code. The plugin itself verifies the cookie; here it only names whose codes are meant. */
async function challenged(prisma: Database, headers: Headers): Promise<string | undefined> {
  const cookie = /(?:^|;\s*)(?:__Secure-)?patchbay\.two_factor=([^;]+)/.exec(headers.get("cookie") ?? "")?.[1];
  const identifier = cookie?.split(".")[0];
  if (!identifier?.startsWith("2fa-")) return undefined;
  const found = await prisma.verification.findFirst({ where: { identifier, expiresAt: { gt: new Date() } } });
  return found?.value;
}

async function isOn(prisma: Database, id: string): Promise<boolean> {
  return (
    (await prisma.user.findUnique({ where: { id }, select: { twoFactorEnabled: true } }))?.twoFactorEnabled === true
  );
}

function to(request: Request, path: string, body: object): Request {
  const url = new URL(`/api/auth${path}`, request.url);
  return new Request(url, { method: "POST", headers: request.headers, body: JSON.stringify(body) });
}

function refuse(message: string): Response {
  return Response.json({ code: "not_signed_in", message }, { status: 401 });
}
