/**
 * The second factor of signing in with a password: better-auth's plugin, with what it leaves open. No code counts twice, turning
 * it off asks for a code besides the password, and each step is in the audit log.
 */
import { twoFactor } from "better-auth/plugins";
import { z } from "zod";
import type { Database } from "../../../platform/database/db.ts";
import type { SignInNotes, SignInWay } from "../../audit/audit-sign-ins.ts";
import { claimCode } from "./used-codes.ts";

export const twoFactorPlugin = () => twoFactor({ issuer: "Patchbay", allowPasswordless: true, trustDeviceMaxAge: 1 });

/** Paths of the plugin that nothing of ours asks for. */
export const twoFactorDisabled = [
  "/two-factor/send-otp",
  "/two-factor/verify-otp",
  "/two-factor/get-totp-uri",
  "/two-factor/view-backup-codes",
];

const Code = z.string().trim().max(40);
const Body = z.object({ code: Code.optional(), password: z.string().max(200).optional() });
type Body = z.infer<typeof Body>;
type Deps = {
  prisma: Database;
  notes: SignInNotes | undefined;
  handler(request: Request): Promise<Response>;
  sessionOf(headers: Headers): Promise<{ user: { id: string } } | undefined>;
};
type Call = { request: Request; body: Body; userId: string | undefined; ip: string };

const told = {
  "/two-factor/verify-totp": "account.two-factor turned on",
  "/two-factor/disable": "account.two-factor turned off",
  "/two-factor/generate-backup-codes": "account.recovery codes renewed",
} as const;

/** Answers what concerns the second factor; undefined for the rest of /api/auth. */
export function openTwoFactor({ prisma, notes, handler, sessionOf }: Deps) {
  /** An app's code has six digits, a recovery code has letters. */
  async function verify({
    request,
    userId,
    body: { code = "" },
  }: Call): Promise<{ response: Response; way: SignInWay }> {
    const isRecovery = !/^\d{6}$/.test(code);
    const way = isRecovery ? "password and recovery code" : "password and code";
    if (userId !== undefined && !isRecovery && !(await claimCode(prisma, { userId, code }))) {
      return { way, response: refuse("This code has been used. Wait for the next one.") };
    }
    const path = isRecovery ? "verify-backup-code" : "verify-totp";
    const response = await handler(to(request, `/two-factor/${path}`, { code }));
    if (response.status === 401) return { way, response: refuse("This code is not correct. Check it and try again.") };
    return { way, response };
  }

  async function signIn(call: Call): Promise<Response> {
    const { response, way } = await verify(call);
    const { userId, ip } = call;
    if (userId === undefined) return response;
    if (response.ok) await notes?.succeeded({ userId, ip, way });
    else await notes?.failed({ userId, ip, way });
    return response;
  }

  async function change(call: Call, path: keyof typeof told): Promise<Response> {
    const { request, body, userId = "", ip } = call;
    const isSetUp = path === "/two-factor/verify-totp";
    const wasOn = await isOn(prisma, userId);
    // Without a key there is nothing that a code could be checked against.
    if (wasOn === isSetUp) return refuse("Load the page again: this has been changed elsewhere.");
    const { response: checked } = await verify(call);
    const { password } = body;
    const response = isSetUp || !checked.ok ? checked : await handler(to(request, path, { password }));
    if (response.ok) await notes?.changed(told[path], { userId, ip, way: "password" });
    return response;
  }

  return async (request: Request): Promise<Response | undefined> => {
    const path = new URL(request.url).pathname.slice("/api/auth".length);
    if (!path.startsWith("/two-factor/") || request.method !== "POST") return undefined;
    const body = Body.safeParse(await request.clone().json()).data ?? {};
    const session = await sessionOf(request.headers);
    const userId = session?.user.id ?? (await challenged(prisma, request.headers));
    const call = {
      request,
      body,
      userId,
      ip: request.headers.get("x-patchbay-ip") ?? "",
    };
    const isCheck = path === "/two-factor/verify-totp" || path === "/two-factor/verify-backup-code";
    if (isCheck && !session) return await signIn(call);
    if (path in told && session) return await change(call, path as keyof typeof told);
    return path === "/two-factor/enable" ? await handler(to(request, path, { password: body.password })) : undefined;
  };
}

/** Who has given the password and is to give a code. The plugin itself verifies the cookie; here it only names whose codes are meant. */
async function challenged(prisma: Database, headers: Headers): Promise<string | undefined> {
  const cookie = /(?:^|;\s*)(?:__Secure-)?patchbay\.two_factor=([^;]+)/.exec(headers.get("cookie") ?? "")?.[1];
  const identifier = cookie === undefined ? undefined : decodeURIComponent(cookie).split(".")[0];
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
