/** People and sessions, by better-auth. The rest of the server knows only the few verbs of `Auth`. */
import type { SignInWays } from "../../lib/views/account-views.ts";
import { secretsOf } from "../../platform/vault/secrets.ts";
import { isPasswordOf, type Passwords } from "./account.ts";
import type { Person } from "./authorize.ts";
import { type AuthDeps, makeBetterAuth } from "./better-auth.ts";
import { openProviderSignIn } from "./oidc/provider-sign-in.ts";
import { openPasskeys } from "./passkeys/open-passkeys.ts";
import { passkeyAddress } from "./passkeys/passkey-address.ts";
import { rekeyTwoFactor } from "./secrets/rekey-two-factor.ts";
import { resignCookies } from "./secrets/resign-cookies.ts";
import { openTwoFactor } from "./two-factor/two-factor.ts";

export type Auth = {
  /** Answers everything under /api/auth. */
  handle(request: Request): Promise<Response>;
  /** How people may sign in here, and whether the identity provider answers. */
  ways(): Promise<Omit<SignInWays, "needsTwoFactor">>;
  /** Whose session the cookies of these headers carry. */
  sessionOf(headers: Headers): Promise<{ id: string; user: Person } | undefined>;
  passwords: Passwords;
  /** An address that signs this person in once, within half an hour. */
  signInLink(email: string): Promise<string>;
};

export function openAuth(deps: AuthDeps): Auth {
  const links = new Map<string, (url: string) => void>();
  const onLink = (email: string, url: string) => links.get(email)?.(url);
  const auth = makeBetterAuth(deps, { onLink });
  const provider = openProviderSignIn(deps);

  const secrets = secretsOf(deps.env);
  const sessionOf: Auth["sessionOf"] = async (headers) => {
    if (!headers.has("cookie")) return undefined;
    const found = await auth.api.getSession({ headers: resignCookies(headers, secrets) });
    if (!found) return undefined;
    const { id, name, email } = found.user;
    return { id: found.session.id, user: { id, name, email } };
  };
  const { prisma, notes } = deps;
  const rekey = async (userId: string) => void (await rekeyTwoFactor(prisma, userId, secrets));
  const handler = (request: Request) => auth.handler(request);
  const passwords: Passwords = {
    hash: async (password) => await (await auth.$context).password.hash(password),
    verify: async (password, hash) => await (await auth.$context).password.verify({ password, hash }),
  };
  const isPassword = (userId: string, password: string) => isPasswordOf({ prisma, passwords }, { userId, password });
  const twoFactor = openTwoFactor({ prisma, notes, handler, sessionOf, isPassword, rekey });
  const address = passkeyAddress(deps.env);
  const passkeys = openPasskeys({ prisma, notes, address, sessionOf, prove: twoFactor.prove });
  const parts = [provider?.handle, twoFactor.handle, passkeys];

  return {
    async handle(asked) {
      const request = new Request(asked, { headers: resignCookies(asked.headers, secrets) });
      for (const part of parts) {
        const answer = await part?.(request);
        if (answer) return answer;
      }
      return await handler(request);
    },
    sessionOf,

    async ways() {
      const isUp = await provider?.isUp();
      const oidc = provider && isUp !== undefined ? { name: provider.name, isUp } : undefined;
      const { PATCHBAY_PASSWORD_SIGN_IN: password } = deps.env;
      return { password, passkey: !("absent" in address), ...(oidc ? { oidc } : {}) };
    },

    passwords,

    async signInLink(email) {
      const { promise, resolve } = Promise.withResolvers<string>();
      links.set(email, resolve);
      // Who runs Patchbay vouches for the address; without that, the library would take the password away (as it must from
      // those who set one for an address that may be another's).
      await deps.prisma.user.updateMany({ where: { email }, data: { emailVerified: true } });
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
