/** A person: their account, and the ways in. */
import * as z from "zod";

/**
 * Why a Patchbay has no passkeys: its address is an IP address or comes by plain http, or only the identity provider decides
 * who comes in.
 */
export const PasskeyAbsence = z.enum(["ip", "http", "provider"]);
export type PasskeyAbsence = z.infer<typeof PasskeyAbsence>;

export const PasskeyView = z.object({
  ...{ id: z.string(), name: z.string(), createdAt: z.iso.datetime(), lastUsedAt: z.iso.datetime().nullable() },
  /** A service keeps it and copies it to the person's other devices. */
  isSynced: z.boolean(),
});
export type PasskeyView = z.infer<typeof PasskeyView>;

/** The caller's own account, as their settings show it. */
export const AccountView = z.object({
  ...{ name: z.string(), email: z.string(), hasPassword: z.boolean(), hasTwoFactor: z.boolean() },
  /** `origin`: the one address at which passkeys work. */
  passkeys: z.union([z.object({ origin: z.string() }), z.object({ absent: PasskeyAbsence })]),
  /** The identity provider of this Patchbay, and whether it leads into this account. */
  provider: z.object({ name: z.string(), isConnected: z.boolean() }).exactOptional(),
});
export type AccountView = z.infer<typeof AccountView>;

/** What the sign-in page offers. */
export const SignInWays = z.object({
  password: z.boolean(),
  passkey: z.boolean(),
  /** The caller is signed in, and their workspace asks for an authenticator app first. */
  needsTwoFactor: z.boolean(),
  oidc: z.object({ name: z.string(), isUp: z.boolean() }).exactOptional(),
});
export type SignInWays = z.infer<typeof SignInWays>;
