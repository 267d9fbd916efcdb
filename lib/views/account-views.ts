/** A person: their account, and the ways in. */
import * as z from "zod";

/** The caller's own account, as their settings show it. */
export const AccountView = z.object({
  ...{ name: z.string(), email: z.string(), hasPassword: z.boolean(), hasTwoFactor: z.boolean() },
  /** The identity provider of this Patchbay, and whether it leads into this account. */
  provider: z.object({ name: z.string(), isConnected: z.boolean() }).exactOptional(),
});
export type AccountView = z.infer<typeof AccountView>;

/** What the sign-in page offers. */
export const SignInWays = z.object({
  password: z.boolean(),
  /** The caller is signed in, and their workspace asks for an authenticator app first. */
  needsTwoFactor: z.boolean(),
  oidc: z.object({ name: z.string(), isUp: z.boolean() }).exactOptional(),
});
export type SignInWays = z.infer<typeof SignInWays>;
