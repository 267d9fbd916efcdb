/** People and sessions, by better-auth. The rest of the server knows only the few verbs of `Auth`. */
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { magicLink } from "better-auth/plugins";
import { PatchbayError } from "../../lib/errors.ts";
import type { Database } from "../../platform/database/db.ts";
import type { Env } from "../../platform/env.ts";
import type { Log } from "../../platform/log.ts";
import type { Passwords } from "./account.ts";
import type { Person } from "./authorize.ts";
import type { CreatePerson } from "./invitations.ts";
import { isOwnOrigin } from "./own-origin.ts";

export type Auth = {
  /** Answers everything under /api/auth. */
  handle(request: Request): Promise<Response>;
  /** Whose session the cookies of these headers carry. */
  sessionOf(headers: Headers): Promise<{ id: string; user: Person } | undefined>;
  createPerson: CreatePerson;
  passwords: Passwords;
  /** An address that signs this person in once, within half an hour. */
  signInLink(email: string): Promise<string>;
};

const signInMinutes = 30;

type Deps = {
  prisma: Database;
  env: Env;
  log: Log;
  /** A person has signed in. */
  onSession?(session: { userId: string; ip: string }): Promise<void>;
};

export function openAuth(deps: Deps): Auth {
  const links = new Map<string, (url: string) => void>();
  const auth = makeBetterAuth(deps, (email, url) => links.get(email)?.(url));

  return {
    handle: (request) => auth.handler(request),

    async sessionOf(headers) {
      if (!headers.has("cookie")) return undefined;
      const found = await auth.api.getSession({ headers });
      if (!found) return undefined;
      const { id, name, email } = found.user;
      return { id: found.session.id, user: { id, name, email } };
    },

    async createPerson({ name, email, password }) {
      const { internalAdapter, password: hasher } = await auth.$context;
      if (await internalAdapter.findUserByEmail(email)) {
        const message = "There is already an account with this address. Sign in first, then open the invitation again.";
        throw new PatchbayError("conflict", message);
      }
      const user = await internalAdapter.createUser({ name, email, emailVerified: true }, { method: "email-password" });
      const hash = await hasher.hash(password);
      await internalAdapter.linkAccount({
        userId: user.id,
        providerId: "credential",
        accountId: user.id,
        password: hash,
      });
      return { id: user.id };
    },

    passwords: {
      hash: async (password) => await (await auth.$context).password.hash(password),
      verify: async (password, hash) => await (await auth.$context).password.verify({ password, hash }),
    },

    async signInLink(email) {
      const { promise, resolve } = Promise.withResolvers<string>();
      links.set(email, resolve);
      try {
        const body = { email, callbackURL: "/", errorCallbackURL: "/sign-in" };
        await auth.api.signInMagicLink({ body, headers: new Headers() });
        return await promise;
      } finally {
        links.delete(email);
      }
    },
  };
}

function makeBetterAuth({ prisma, env, log, onSession }: Deps, onLink: (email: string, url: string) => void) {
  const isHttps = env.PATCHBAY_URL.startsWith("https://");
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
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10, maxPasswordLength: 200 },
    databaseHooks: {
      session: {
        create: {
          // A person signs in all the same when that cannot be noted.
          async after({ userId, ipAddress }) {
            await onSession?.({ userId, ip: ipAddress ?? "" }).catch((error) =>
              log.error({ err: error }, "a sign-in was not noted"),
            );
          },
        },
      },
    },
    session: { expiresIn: 30 * 86_400, updateAge: 86_400 },
    plugins: [
      magicLink({
        expiresIn: signInMinutes * 60,
        disableSignUp: true,
        storeToken: "hashed",
        rateLimit: { window: 60, max: 30 },
        sendMagicLink: ({ email, url }) => onLink(email, url),
      }),
    ],
    // The link is made by this process at its start, never on a stranger's request.
    disabledPaths: [
      "/sign-in/magic-link",
      "/sign-up/email",
      "/request-password-reset",
      "/reset-password",
      "/delete-user",
      // People change their account through the API's own procedures (account.ts).
      "/update-user",
      "/change-password",
      "/change-email",
    ],
    rateLimit: {
      enabled: true,
      window: 60,
      max: 100,
      customRules: { "/sign-in/email": { window: 60, max: 10 } },
    },
    advanced: {
      // Said outright, because the library leaves it out where it takes itself to be under test.
      disableOriginCheck: false,
      cookiePrefix: "patchbay",
      useSecureCookies: isHttps,
      defaultCookieAttributes: { httpOnly: true, sameSite: "lax", secure: isHttps },
      // Written by http/auth-route.ts from the connection; what a client sends under this name is thrown away there.
      ipAddress: { ipAddressHeaders: ["x-patchbay-ip"] },
    },
    telemetry: { enabled: false },
    logger: { level: "warn", log: (level, message) => log[level](`sign-in: ${message}`) },
  });
}
