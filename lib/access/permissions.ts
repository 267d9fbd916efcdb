/**
 * Who may do what: a closed list of permissions. Every tRPC procedure and every Fastify route names one of them; a test
 * enumerates both and fails when one has none. The scopes of API keys are permissions too.
 */
import * as z from "zod";
import type { Role } from "./role.ts";

const everyone = ["owner", "editor", "viewer"] as const;
const makers = ["owner", "editor"] as const;
const owners = ["owner"] as const;

type Entry = {
  /** What it lets one do, after “may”. */
  title: string;
  roles: readonly Role[];
  /** Also with an API key. */
  keys: boolean;
  /**
   * What it is about pipelines and their runs: `chosen` may be given for some pipelines alone, `all` only for all of them.
   * Absent for what is about other things.
   */
  pipelines?: "chosen" | "all";
  /** Not for roles of one's own: who has it can give themselves everything. */
  ownersOnly?: true;
};

export const permissionTable = {
  "account.manage": { title: "change their own account", roles: everyone, keys: false },
  "workspace.read": { title: "see the workspace", roles: everyone, keys: true },
  "workspace.update": { title: "rename the workspace and choose its default model", roles: owners, keys: false },
  "workspace.delete": { title: "delete the workspace", roles: owners, keys: false, ownersOnly: true },
  "members.read": { title: "see members", roles: everyone, keys: false },
  "members.manage": { title: "change and remove members", roles: owners, keys: false, ownersOnly: true },
  "invitations.manage": { title: "invite people", roles: owners, keys: false, ownersOnly: true },
  "roles.manage": { title: "make and change roles", roles: owners, keys: false, ownersOnly: true },
  "service-accounts.manage": { title: "manage service accounts", roles: owners, keys: false, ownersOnly: true },
  "api-keys.manage": { title: "manage API keys", roles: makers, keys: false },
  "credentials.read": { title: "see which credentials there are", roles: everyone, keys: false },
  "credentials.manage": { title: "manage credentials", roles: makers, keys: false },
  "services.read": { title: "read what a service offers", roles: makers, keys: false },
  "models.read": { title: "see models and prices", roles: everyone, keys: true },
  "local-models.manage": { title: "add, change and delete local models", roles: makers, keys: true },
  "prices.manage": { title: "change prices of models", roles: makers, keys: false },
  "quotas.manage": {
    title: "set the quotas of all workspaces, in the installation's first one",
    roles: owners,
    keys: true,
    ownersOnly: true,
  },
  "audit.read": { title: "read the audit log", roles: owners, keys: true },
  "usage.read": { title: "see usage", roles: everyone, keys: true, pipelines: "chosen" },
  "budgets.manage": { title: "change the budget of the workspace", roles: owners, keys: false },
  "catalogue.read": { title: "see node types", roles: everyone, keys: true },
  "pipelines.read": { title: "see pipelines", roles: everyone, keys: true, pipelines: "chosen" },
  "pipelines.write": { title: "make, change and delete pipelines", roles: makers, keys: true, pipelines: "all" },
  "runs.read": { title: "see runs", roles: everyone, keys: true, pipelines: "chosen" },
  "runs.start": { title: "start runs", roles: makers, keys: true, pipelines: "chosen" },
  "runs.cancel": { title: "cancel runs", roles: makers, keys: true, pipelines: "chosen" },
  "hooks.manage": { title: "manage the addresses of webhooks", roles: makers, keys: true, pipelines: "all" },
  "feedback.give": { title: "rate answers", roles: makers, keys: true, pipelines: "chosen" },
  "answers.pick": { title: "pick the better answer", roles: makers, keys: false },
  "approvals.decide": { title: "decide approvals", roles: makers, keys: true, pipelines: "all" },
  "collections.read": { title: "read and search collections", roles: everyone, keys: true },
  "collections.write": { title: "change collections and their documents", roles: makers, keys: true },
  "state.read": { title: "read stores and caches", roles: everyone, keys: true },
  "state.write": { title: "delete from stores and caches", roles: makers, keys: true },
  "topics.read": { title: "read topics", roles: everyone, keys: true },
  "topics.publish": { title: "publish events", roles: makers, keys: true },
  "topics.manage": { title: "make and delete topics", roles: makers, keys: true },
  "files.write": { title: "upload files", roles: makers, keys: true },
  "shares.manage": { title: "manage share links", roles: makers, keys: false },
  "workers.read": { title: "see workers", roles: makers, keys: true },
} as const satisfies Record<string, Entry>;

export type Permission = keyof typeof permissionTable;

function isPermission(name: string): name is Permission {
  return Object.hasOwn(permissionTable, name);
}

const names = Object.keys(permissionTable).filter(isPermission);

export function entryOf(permission: Permission): Entry {
  return permissionTable[permission];
}

/** What a role may do. */
export function permissionsOf(role: Role): Permission[] {
  return names.filter((name) => entryOf(name).roles.includes(role));
}

const keyPermissions = names.filter((name) => entryOf(name).keys);

/** What an API key can be given. */
export const Scope = z.enum(keyPermissions);
export type Scope = z.infer<typeof Scope>;
export const Scopes = z.array(Scope).min(1, "Choose at least one scope.").max(keyPermissions.length);

/** Scopes as they are stored: names that are gone give nothing. */
export function readScopes(stored: unknown): Permission[] {
  const list = z.array(z.string()).parse(stored);
  return keyPermissions.filter((name) => list.includes(name));
}

/** What of these can be given to a key: one for chosen pipelines has no permission that is about all of them. */
export function grantable(held: Iterable<Permission>, isForChosen: boolean): Permission[] {
  const has = new Set(held);
  return keyPermissions.filter((name) => has.has(name) && !(isForChosen && entryOf(name).pipelines === "all"));
}

/** What a role of one's own can add to what viewers may do. */
const addable = names.filter((name) => !entryOf(name).ownersOnly && !entryOf(name).roles.includes("viewer"));
export const RolePermission = z.enum(addable);
export type RolePermission = z.infer<typeof RolePermission>;

/** What a role of one's own may do: what viewers may, and of these what can be added. */
export function permissionsOfCustom(stored: unknown): Permission[] {
  const list = z.array(z.string()).parse(stored);
  return [...permissionsOf("viewer"), ...addable.filter((name) => list.includes(name))];
}
