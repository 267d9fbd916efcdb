/**
 * Who may do what: a closed list of actions. Every tRPC procedure and every Fastify route names one of them; a test
 * enumerates both and fails when one has none.
 */
import type { Role } from "../../lib/role.ts";

const everyone = ["owner", "editor", "viewer"] as const;
const makers = ["owner", "editor"] as const;
const owners = ["owner"] as const;

/** Actions of members. `keys`: also with an API key, which has a role too. */
export const memberPolicies = {
  "account.manage": { roles: everyone, keys: false },
  "workspace.read": { roles: everyone, keys: true },
  "workspace.update": { roles: owners, keys: false },
  "members.read": { roles: everyone, keys: false },
  "members.manage": { roles: owners, keys: false },
  "invitations.manage": { roles: owners, keys: false },
  "api-keys.manage": { roles: makers, keys: false },
  "credentials.read": { roles: everyone, keys: false },
  "credentials.manage": { roles: makers, keys: false },
  "services.read": { roles: makers, keys: false },
  "models.read": { roles: everyone, keys: true },
  "local-models.manage": { roles: makers, keys: true },
  "prices.manage": { roles: makers, keys: false },
  "audit.read": { roles: owners, keys: true },
  "usage.read": { roles: everyone, keys: true },
  "budgets.manage": { roles: owners, keys: false },
  "catalogue.read": { roles: everyone, keys: true },
  "pipelines.read": { roles: everyone, keys: true },
  "pipelines.write": { roles: makers, keys: true },
  "runs.read": { roles: everyone, keys: true },
  "runs.start": { roles: makers, keys: true },
  "runs.cancel": { roles: makers, keys: true },
  "hooks.manage": { roles: makers, keys: true },
  "feedback.give": { roles: makers, keys: true },
  "answers.pick": { roles: makers, keys: false },
  "approvals.decide": { roles: makers, keys: true },
  "collections.read": { roles: everyone, keys: true },
  "collections.write": { roles: makers, keys: true },
  "state.read": { roles: everyone, keys: true },
  "state.write": { roles: makers, keys: true },
  "topics.read": { roles: everyone, keys: true },
  "topics.publish": { roles: makers, keys: true },
  "topics.manage": { roles: makers, keys: true },
  "files.write": { roles: makers, keys: true },
  "shares.manage": { roles: makers, keys: false },
  "workers.read": { roles: makers, keys: true },
} as const satisfies Record<string, MemberPolicy>;

/** Actions without a session, each with what stands in its place. */
export const openPolicies = {
  "share.use": "the token of a share link",
  "approvals.use": "the token of an approval's link",
  "hooks.use": "the token in the address of a webhook, and the signature or token that its settings demand",
  "invitations.accept": "the token of an invitation",
  "sign-in": "a password or a one-time link",
  "health.read": "nothing: says only whether this process works",
  "metrics.read": "PATCHBAY_METRICS_TOKEN, or being on this machine when there is none",
  "docs.read": "nothing: the description of the API",
  "pages.read": "nothing: every page loads its data through a procedure that asks again",
} as const satisfies Record<string, string>;

export type MemberAction = keyof typeof memberPolicies;
export type OpenAction = keyof typeof openPolicies;
export type Action = MemberAction | OpenAction;

type MemberPolicy = { roles: readonly Role[]; keys: boolean };
