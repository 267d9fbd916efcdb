/** better-auth with Patchbay's settings: what it may do, what it keeps, and how often it may be asked. */
import { type BetterAuthOptions, betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { magicLink } from "better-auth/plugins";
import type { Database } from "../../platform/database/db.ts";
import type { Env } from "../../platform/env.ts";
import type { Log } from "../../platform/log.ts";
import type { SignInNotes, SignInWay } from "../audit/audit-sign-ins.ts";
import type { openOidc } from "./oidc/oidc.ts";
import { isOwnOrigin } from "./own-origin.ts";
import { passkeyAddress } from "./passkeys/passkey-address.ts";
import { passkeySignIn } from "./passkeys/passkey-sign-in.ts";
import { twoFactorDisabled, twoFactorPlugin } from "./two-factor/two-factor.ts";

const signInMinutes = 30;

export type AuthDeps = { prisma: Database; env: Env; log: Log; notes?: SignInNotes };
type More = {
  onLink(email: string, url: string): void;
  /** Only in the instance that speaks to the identity provider. */
  oidc?: ReturnType<typeof openOidc> | undefined;
};

/** What the library could do besides, and nothing of ours asks for. */
const disabledPaths = [
  // The link is made by this process at its start, never on a stranger's request.
  "/sign-in/magic-link",
  "/sign-up/email",
  "/request-password-reset",
  "/reset-password",
  "/delete-user",
  "/send-verification-email",
  "/verify-email",
  // People change their account through the API's own procedures (account.ts).
  "/update-user",
  "/update-session",
  "/change-password",
  "/change-email",
  "/verify-password",
  // What the identity provider gave stays here.
  "/list-accounts",
  "/unlink-account",
  "/account-info",
  "/get-access-token",
  "/refresh-token",
  ...twoFactorDisabled,
];

export function makeBetterAuth({ prisma, env, log, notes }: AuthDeps, { onLink, oidc }: More) {
  const link = magicLink({
    expiresIn: signInMinutes * 60,
    disableSignUp: true,
    storeToken: "hashed",
    rateLimit: { window: 60, max: 30 },
    sendMagicLink: ({ email, url }) => onLink(email, url),
  });
  const address = passkeyAddress(env);
  const passkeys = "absent" in address ? [] : [passkeySignIn({ prisma, notes, address })];
  return betterAuth({
    appName: "Patchbay",
    baseURL: env.PATCHBAY_URL,
    basePath: "/api/auth",
    secret: env.PATCHBAY_SECRET,
    database: prismaAdapter(prisma, { provider: "postgresql" }),
    trustedOrigins: (request) => {
      const origin = request?.headers.get("origin");
      return isOwnOrigin(origin, request?.headers.get("host"), env) ? [origin] : [];
    },
    emailAndPassword: {
      enabled: env.PATCHBAY_PASSWORD_SIGN_IN,
      disableSignUp: true,
      minPasswordLength: 10,
      maxPasswordLength: 200,
    },
    ...(oidc ? { user: { validateUserInfo: ({ source }) => oidc.check(source.action) } } : {}),
    account: { accountLinking: { trustedProviders: [], requireLocalEmailVerified: true } },
    databaseHooks: databaseHooks({ prisma, notes, oidc }),
    session: { expiresIn: 30 * 86_400, updateAge: 86_400 },
    plugins: [link, twoFactorPlugin(), ...passkeys, ...(oidc ? [oidc.plugin] : [])],
    disabledPaths,
    onAPIError: { errorURL: "/sign-in" },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 100,
      customRules: {
        "/sign-in/email": { window: 60, max: 10 },
        "/sign-in/social": { window: 60, max: 30 },
        "/callback/*": { window: 60, max: 30 },
        "/two-factor/*": { window: 60, max: 20 },
        "/passkey/*": { window: 60, max: 30 },
      },
    },
    advanced: advanced(env),
    telemetry: { enabled: false },
    logger: { level: "warn", log: (level, message) => log[level](`sign-in: ${message}`) },
  });
}

type Hooked = Pick<AuthDeps, "prisma"> & { notes: AuthDeps["notes"] | undefined } & Pick<More, "oidc">;

function databaseHooks({ prisma, notes, oidc }: Hooked): NonNullable<BetterAuthOptions["databaseHooks"]> {
  const asksForCode = async (id: string) =>
    (await prisma.user.findUnique({ where: { id }, select: { twoFactorEnabled: true } }))?.twoFactorEnabled === true;
  const withoutTokens = async <Account>(account: Account) => ({
    // They would open the person's account at the provider. The ID token only names them, for signing out there too.
    data: { ...account, accessToken: null, refreshToken: null },
  });
  return {
    ...(oidc
      ? {
          user: { create: { after: (user) => oidc.join(user.id) } },
          account: {
            create: { before: withoutTokens, after: ({ userId }) => oidc.connected(userId) },
            update: { before: withoutTokens },
          },
        }
      : {}),
    session: {
      create: {
        async after({ userId, ipAddress }, context) {
          const path = context?.path;
          if (path === "/callback/:id") await oidc?.followGroups(userId);
          // Changes of the second factor renew the session, and half a sign-in is none: two-factor.ts notes both. So does
          // passkey-sign-in.ts for its own.
          if (path === "/passkey/sign-in") return;
          if (path?.startsWith("/two-factor/") || (path === "/sign-in/email" && (await asksForCode(userId)))) return;
          await notes?.succeeded({ userId, ip: ipAddress ?? "", way: wayOf(path) });
        },
      },
    },
  };
}

function wayOf(path: string | undefined): SignInWay {
  if (path === "/callback/:id") return "identity provider";
  return path === "/sign-in/email" ? "password" : "link";
}

function advanced(env: Env): NonNullable<BetterAuthOptions["advanced"]> {
  const isHttps = env.PATCHBAY_URL.startsWith("https://");
  return {
    // Said outright, because the library leaves it out where it takes itself to be under test.
    disableOriginCheck: false,
    cookiePrefix: "patchbay",
    useSecureCookies: isHttps,
    defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isHttps },
    // Written by http/auth-route.ts from the connection; what a client sends under this name is thrown away there.
    ipAddress: { ipAddressHeaders: ["x-patchbay-ip"] },
  };
}
