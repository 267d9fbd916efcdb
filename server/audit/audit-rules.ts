/**
 * Which procedures the audit log records, and in which words: one line for every mutation of the API. A test fails for one
 * without a line, so that each is either recorded or left out with a reason.
 */
import type { AuditKind } from "../../lib/views/audit-views.ts";

export type AuditRule = {
  /** What was done, as “credential.created”. */
  action: string;
  kind: AuditKind;
  /** Fields of the input that are told: never one that may hold a secret. */
  tells?: readonly string[];
  /** The field of the input, or else of the output, that names what it was done to. Without it, `id`. */
  id?: string;
};
type LeftOut = { leftOut: string };

const rule = (kind: AuditKind, action: string, more: Pick<AuditRule, "tells" | "id"> = {}): AuditRule => ({
  kind,
  action: `${kind}.${action}`,
  ...more,
});
const work = { leftOut: "the work of every day; runs, drafts and data have their own history" };
const visitor = { leftOut: "what a visitor does, which is listed with the link" };
const reads = { leftOut: "it only reads" };
const attempt = { leftOut: "it tries something and changes nothing that lasts" };

export const auditRules: Readonly<Record<string, AuditRule | LeftOut>> = {
  "account.update": rule("account", "updated", { tells: ["name", "email"] }),
  "account.setPassword": rule("account", "password changed"),
  "account.renamePasskey": rule("account", "passkey renamed", { tells: ["name"] }),
  "account.removePasskey": rule("account", "passkey removed"),
  "workspace.update": rule("workspace", "updated", { tells: ["name", "defaultModel"] }),
  "workspaces.create": { leftOut: "it records “workspace.created” itself, in the new one" },
  "workspaces.leave": rule("member", "left"),
  "workspaces.delete": {
    leftOut: "it records “workspace.deleted” itself, in the first one, as its own log goes with it",
  },
  "quotas.set": { leftOut: "it records “workspace.quotas set” itself, in both workspaces" },
  "signInRules.set": rule("workspace", "sign-in rules set", { tells: ["requiresTwoFactor"] }),
  "workspace.removeMember": rule("member", "removed", { id: "userId" }),
  "workspace.setRole": rule("member", "role changed", { id: "userId", tells: ["role"] }),
  "roles.create": rule("role", "created", { tells: ["name", "permissions"] }),
  "roles.update": rule("role", "updated", { tells: ["name", "permissions"] }),
  "roles.delete": rule("role", "deleted"),
  "invitations.create": rule("member", "invited", { tells: ["email", "role"] }),
  "invitations.revoke": rule("member", "invitation revoked"),
  "invitations.accept": { leftOut: "it records “member.joined” itself, as its caller is not a member yet" },
  "apiKeys.create": rule("key", "created", { tells: ["name", "expiresAt", "scopes", "pipelineIds"] }),
  "apiKeys.revoke": rule("key", "revoked"),
  "serviceAccounts.create": rule("service-account", "created", { tells: ["name", "role"] }),
  "serviceAccounts.update": rule("service-account", "updated", { tells: ["name", "role", "disabled"] }),
  "serviceAccounts.delete": rule("service-account", "deleted"),
  "serviceAccounts.createKey": rule("key", "created", {
    tells: ["accountId", "name", "expiresAt", "scopes", "pipelineIds"],
  }),
  "serviceAccounts.revokeKey": rule("key", "revoked"),
  "credentials.create": rule("credential", "created", { tells: ["name", "provider"] }),
  "credentials.add": rule("credential", "created", { tells: ["name", "provider"] }),
  "credentials.update": rule("credential", "updated", { tells: ["name"] }),
  "credentials.delete": rule("credential", "deleted"),
  "credentials.test": attempt,
  "credentials.testNew": attempt,
  "credentials.testChange": attempt,
  "localModels.add": rule("model", "added", { tells: ["name", "sha256", "context"] }),
  "localModels.update": rule("model", "updated", { tells: ["name", "context"] }),
  "localModels.retry": attempt,
  "localModels.delete": rule("model", "deleted", { tells: ["anyway"] }),
  "services.read": reads,
  "services.operation": reads,
  "services.tools": reads,
  "prices.set": rule("price", "set", { id: "model", tells: ["input", "cached", "output"] }),
  "prices.remove": rule("price", "removed", { id: "model" }),
  "pipelines.publish": rule("pipeline", "published", { tells: ["note"] }),
  "pipelines.activate": rule("pipeline", "activated", { tells: ["version"] }),
  "pipelines.deactivate": rule("pipeline", "deactivated"),
  "pipelines.create": rule("pipeline", "created", { tells: ["name"] }),
  "pipelines.save": work,
  "pipelines.rename": rule("pipeline", "renamed", { tells: ["name"] }),
  "pipelines.duplicate": rule("pipeline", "duplicated"),
  "pipelines.archive": rule("pipeline", "archived", { tells: ["archived"] }),
  "pipelines.delete": rule("pipeline", "deleted"),
  "hooks.address": rule("pipeline", "webhook address shown", { tells: ["nodeId", "rotate"] }),
  "hooks.replay": work,
  "forms.unlock": visitor,
  "backfills.start": rule("pipeline", "backfill started", { tells: ["nodeId", "from", "to"] }),
  "backfills.cancel": rule("pipeline", "backfill cancelled", { tells: ["nodeId"] }),
  "batches.create": work,
  "batches.start": rule("pipeline", "batch started", { tells: ["batchId"] }),
  "batches.pause": work,
  "batches.resume": work,
  "batches.retry": work,
  "batches.cancel": rule("pipeline", "batch cancelled", { tells: ["batchId"] }),
  "batches.delete": rule("pipeline", "batch deleted", { tells: ["batchId"] }),
  "conversations.addMemory": work,
  "conversations.create": work,
  "conversations.rename": work,
  "conversations.delete": rule("conversation", "deleted"),
  "conversations.send": work,
  "conversations.giveFeedback": work,
  "sharedChat.create": visitor,
  "sharedChat.rename": visitor,
  "sharedChat.delete": visitor,
  "sharedChat.send": visitor,
  "sharedChat.cancel": visitor,
  "sharedChat.giveFeedback": visitor,
  "runs.start": work,
  "runs.cancel": work,
  "runs.resume": work,
  "runs.runFrom": work,
  "runs.resumePreview": reads,
  "approvals.decide": rule("approval", "decided", { tells: ["approve"] }),
  "approvals.link": rule("approval", "link made"),
  "approvals.answer": { leftOut: "the approval itself keeps who decided, by its link" },
  "arena.pick": work,
  "collections.create": rule("collection", "created", { tells: ["name"] }),
  "collections.rename": rule("collection", "renamed", { tells: ["name"] }),
  "collections.delete": rule("collection", "deleted"),
  "collections.reindex": work,
  "collections.setDocumentMetadata": work,
  "collections.setEmbedding": rule("collection", "embedding changed", { tells: ["embedding"] }),
  "collections.deleteDocument": rule("collection", "document deleted", { tells: ["documentId"] }),
  "sources.add": rule("collection", "web source added", { tells: ["kind", "address"] }),
  "sources.update": work,
  "sources.refresh": work,
  "sources.delete": rule("collection", "web source removed", { tells: ["sourceId"] }),
  "caches.clear": rule("cache", "cleared", { id: "cache" }),
  "stores.deleteEntry": rule("store", "entry deleted", { id: "store", tells: ["name", "key"] }),
  "stores.delete": rule("store", "deleted", { id: "name" }),
  "topics.create": rule("topic", "created", { id: "name", tells: ["partitions"] }),
  "topics.delete": rule("topic", "deleted", { id: "name" }),
  "topics.replay": work,
  "topics.publish": work,
  "share.create": rule("share", "created", {
    tells: ["pipelineId", "versionNumber", "canRun", "maxRuns", "expiresAt"],
  }),
  "share.limitFiles": rule("share", "files limited", { tells: ["fileMegabytes"] }),
  "share.revoke": rule("share", "revoked"),
  "share.run": visitor,
  "share.cancelRun": visitor,
  "usage.setMonthBudget": rule("budget", "month set", { tells: ["budget"] }),
  "usage.setPipelineBudget": rule("budget", "pipeline set", { tells: ["budget"] }),
};
