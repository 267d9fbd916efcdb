/** What a procedure or a route can name as its policy: a permission of members, or one of the open actions here. */
import type { Permission } from "../../lib/access/permissions.ts";

/** Actions without a session, each with what stands in its place. */
export const openPolicies = {
  "share.use": "the token of a share link",
  "approvals.use": "the token of an approval's link",
  "hooks.use": "the token in the address of a webhook, and the signature or token that its settings demand",
  "forms.use": "the token in the address of a form, and its password where it has one",
  "invitations.accept": "the token of an invitation",
  "sign-in": "a password, a passkey, a one-time link or the word of the identity provider",
  "health.read": "nothing: says only whether this process works",
  "metrics.read": "PATCHBAY_METRICS_TOKEN, or being on this machine when there is none",
  "docs.read": "nothing: the description of the API",
  "pages.read": "nothing: every page loads its data through a procedure that asks again",
} as const satisfies Record<string, string>;

export type OpenAction = keyof typeof openPolicies;
export type Action = Permission | OpenAction;
