/** An input for every procedure, made of one tenant's things. A procedure without a line here fails the build. */

import { saveFile } from "../../platform/files/files.ts";
import { newId } from "../../platform/ids.ts";
import type { AppRouter } from "../../server/api/router.ts";
import { openState } from "../../state/state.ts";
import { greeting, type Tenant, type TestServer } from "../api/test-server.ts";
import { accountSamples } from "./account-samples.ts";
import { furnishLocalModel, modelSamples } from "./model-samples.ts";
import { peopleSamples } from "./people-samples.ts";

type Procedures = AppRouter["_def"]["record"];
type ProcedurePath = {
  [Group in keyof Procedures]: `${Group}.${keyof Procedures[Group] & string}`;
}[keyof Procedures];

/** `names`: the input names something of a tenant, so another tenant must be told that it is not there. */
export type Sample = { input?: Record<string, unknown>; names: boolean };

/** What one tenant has. */
export async function furnish(testServer: TestServer, owner: Tenant) {
  const { api } = owner;
  const { id: pipelineId, revision } = await api.pipelines.create({ name: `Secret of ${owner.name}`, graph: greeting });
  await api.pipelines.publish({ id: pipelineId });
  const { id: runId } = await api.runs.start({ pipelineId, inputs: { name: "x" } });
  const collection = await api.collections.create({ name: "Papers" });
  const data = new TextEncoder().encode("Something only the owner may read.");
  const upload = { collectionId: collection.id, name: "paper.txt", mime: "text/plain", data };
  const document = await testServer.app.collections(owner.workspaceId).addUpload(upload);
  const web = { kind: "page", address: "http://127.0.0.1:1/for-the-owner" } as const;
  const source = await api.sources.add({ id: collection.id, ...web });
  const share = await api.share.create({ pipelineId, versionNumber: 1, canRun: true });
  const invitation = await api.invitations.create({ role: "viewer" });
  const credential = { name: "c", provider: "ollama", baseUrl: "http://localhost:11434", secret: "s" } as const;
  const { id: credentialId } = await api.credentials.create(credential);
  const cluster = { name: "k", provider: "kafka", baseUrl: "localhost:1", secret: "" } as const;
  const { id: clusterId } = await api.credentials.create(cluster);
  const key = await api.apiKeys.create({ name: "k" });
  const account = await api.serviceAccounts.create({ name: "nightly", role: "editor" });
  const role = await api.roles.create({ name: "Curator", permissions: ["collections.write"] });
  const accountKey = await api.serviceAccounts.createKey({ accountId: account.id, name: "nightly" });
  const stored = { idempotencyKey: newId(), runId: undefined, signal: AbortSignal.timeout(60_000), ttlSeconds: null };
  const change = { operation: "set", value: "Something only the owner may read." } as const;
  const conversation = await api.conversations.create({ pipelineId, title: "For the owner's eyes" });
  const chatShare = await api.share.create({ pipelineId, versionNumber: 1, page: "chat", canRun: true });
  const state = openState(testServer.app.db.pool);
  await state.change(owner.workspaceId, { store: "secrets", key: "k" }, { change, call: stored });
  await api.topics.create({ name: "secrets" });
  await api.topics.publish({ name: "secrets", event: { value: "Something only the owner may read." } });
  const table = { name: "rows.csv", mime: "text/csv", data: new TextEncoder().encode("name\nOnly the owner") };
  const file = await saveFile(
    { prisma: testServer.app.db.prisma, stores: testServer.app.stores },
    owner.workspaceId,
    table,
  );
  const batch = await api.batches.create({ id: pipelineId, file: file.id });
  const passkeyId = newId();
  const passkey = { name: "Phone of the owner", credentialId: newId(), publicKey: Buffer.from("k"), counter: 0 };
  await testServer.app.db.prisma.passkey.create({
    data: { id: passkeyId, userId: owner.userId, isSynced: false, ...passkey },
  });
  const approvalId = newId();
  const ask = { title: "Publish?", message: "For the owner's eyes.", nodeId: "greet", workspaceId: owner.workspaceId };
  await testServer.app.db.prisma.approval.create({ data: { id: approvalId, runId, ...ask } });
  return {
    pipelineId,
    revision,
    runId,
    collectionId: collection.id,
    documentId: document.id,
    sourceId: source.id,
    shareId: share.id,
    conversationId: conversation.id,
    /** Opens the pipeline to anyone, but no conversation behind it. */
    chatToken: chatShare.url.slice(chatShare.url.lastIndexOf("/") + 1),
    invitationId: invitation.id,
    credentialId,
    localModelId: await furnishLocalModel(testServer, owner),
    clusterId,
    apiKeyId: key.id,
    roleId: role.id,
    accountId: account.id,
    accountKeyId: accountKey.id,
    approvalId,
    passkeyId,
    fileId: file.id,
    batchId: batch.id,
    userId: owner.userId,
    workspaceId: owner.workspaceId,
  };
}
export type Things = Awaited<ReturnType<typeof furnish>>;

export function samplesOf(things: Things) {
  const pipeline = { id: things.pipelineId };
  const [batch, run] = [{ ...pipeline, batchId: things.batchId }, { id: things.runId }];
  const collection = { id: things.collectionId };
  const document = { ...collection, documentId: things.documentId };
  const source = { ...collection, sourceId: things.sourceId };
  const approval = { id: things.approvalId };
  const conversation = { id: things.conversationId };
  const visit = { token: "share_wrong", visitor: "a browser of someone else" };
  return {
    ...accountSamples(things),
    ...peopleSamples(things),
    "workspace.current": { names: false },
    "workspace.update": { input: {}, names: false },
    "workspace.members": { names: false },
    "workspace.removeMember": { input: { userId: things.userId }, names: true },
    "workspace.setRole": { input: { userId: things.userId, role: "viewer" }, names: true },
    "invitations.create": { input: { role: "viewer" }, names: false },
    "invitations.list": { names: false },
    "invitations.revoke": { input: { id: things.invitationId }, names: true },
    "invitations.view": { input: { token: "invite_wrong" }, names: true },
    "invitations.accept": {
      input: { token: "invite_wrong", name: "Eve", email: "eve@example.com", password: "long enough now" },
      names: true,
    },
    "apiKeys.create": { input: { name: "mine" }, names: false },
    "apiKeys.list": { names: false },
    "apiKeys.revoke": { input: { id: things.apiKeyId }, names: true },
    "credentials.create": {
      input: { name: "mine", provider: "ollama", baseUrl: "http://localhost:11434", secret: "" },
      names: false,
    },
    "credentials.list": { names: false },
    "credentials.uses": { names: false },
    "credentials.address": { input: { id: things.credentialId }, names: true },
    "credentials.update": { input: { id: things.credentialId, name: "other" }, names: true },
    "credentials.add": {
      input: { name: "tested", provider: "ollama", baseUrl: "http://localhost:11434", secret: "" },
      names: false,
    },
    "credentials.testNew": {
      input: { provider: "ollama", baseUrl: "http://localhost:11434", secret: "" },
      names: false,
    },
    "credentials.testChange": { input: { id: things.credentialId }, names: true },
    "credentials.delete": { input: { id: things.credentialId }, names: true },
    "credentials.test": { input: { id: things.credentialId }, names: true },
    "models.list": { names: false },
    "caches.list": { names: false },
    "caches.clear": { input: { cache: "answers" }, names: false },
    "services.read": {
      input: { address: "http://localhost:9/openapi.json", credential: things.credentialId },
      names: true,
    },
    "services.tools": { input: { address: "http://localhost:9/mcp", credential: things.credentialId }, names: true },
    "services.operation": {
      input: { address: "http://localhost:9/openapi.json", credential: things.credentialId, id: "GET /" },
      names: true,
    },
    "arena.standings": { input: { pipelineId: things.pipelineId, nodeId: "greet" }, names: true },
    "arena.picked": { input: { runId: things.runId, nodeId: "greet" }, names: true },
    "arena.pick": { input: { runId: things.runId, nodeId: "greet", place: 0 }, names: true },
    ...modelSamples(things.localModelId),
    "audit.list": { input: {}, names: false },
    "quotas.current": { names: false },
    "quotas.list": { input: {}, names: true },
    "quotas.set": { input: { id: things.workspaceId, quotas: { members: 1 } }, names: true },
    "usage.month": { input: {}, names: false },
    "usage.setMonthBudget": { input: { budget: { usd: 5 } }, names: false },
    "usage.pipelineBudget": { input: pipeline, names: true },
    "usage.setPipelineBudget": { input: { ...pipeline, budget: { tokens: 5 } }, names: true },
    "usage.estimate": { input: pipeline, names: true },
    "usage.ofRun": { input: run, names: true },
    "catalogue.list": { names: false },
    "pipelines.list": { input: {}, names: false },
    "pipelines.get": { input: pipeline, names: true },
    "pipelines.create": { input: { name: "mine" }, names: false },
    "pipelines.save": { input: { ...pipeline, graph: { nodes: {} }, revision: things.revision }, names: true },
    "pipelines.rename": { input: { ...pipeline, name: "taken over" }, names: true },
    "pipelines.duplicate": { input: pipeline, names: true },
    "pipelines.archive": { input: { ...pipeline, archived: true }, names: true },
    "pipelines.delete": { input: pipeline, names: true },
    "pipelines.check": { input: pipeline, names: true },
    "pipelines.watch": { input: { ...pipeline, tab: "tab-of-eve" }, names: true },
    "pipelines.publish": { input: pipeline, names: true },
    "pipelines.activate": { input: pipeline, names: true },
    "pipelines.deactivate": { input: pipeline, names: true },
    "pipelines.triggers": { input: pipeline, names: true },
    "pipelines.versions": { input: pipeline, names: true },
    "pipelines.version": { input: { ...pipeline, number: 1 }, names: true },
    "hooks.address": { input: { ...pipeline, nodeId: "greet" }, names: true },
    "hooks.deliveries": { input: { ...pipeline, nodeId: "greet" }, names: true },
    "hooks.delivery": { input: { ...pipeline, nodeId: "greet", deliveryId: "x" }, names: true },
    "forms.open": { input: { token: "hook_wrong" }, names: true },
    "forms.unlock": { input: { token: "hook_wrong", password: "x" }, names: true },
    "forms.answer": { input: { token: "hook_wrong", key: "a browser of someone else" }, names: true },
    "hooks.replay": { input: { ...pipeline, nodeId: "greet", deliveryId: "x" }, names: true },
    "backfills.start": {
      input: { ...pipeline, nodeId: "greet", from: "2026-01-01T00:00:00Z", to: "2026-01-02T00:00:00Z" },
      names: true,
    },
    "backfills.list": { input: { ...pipeline, nodeId: "greet" }, names: true },
    "backfills.cancel": { input: { ...pipeline, nodeId: "greet", backfillId: "x" }, names: true },
    "batches.create": { input: { ...pipeline, file: things.fileId }, names: true },
    "batches.list": { input: pipeline, names: true },
    "batches.get": { input: batch, names: true },
    "batches.rows": { input: batch, names: true },
    "batches.start": { input: batch, names: true },
    "batches.pause": { input: batch, names: true },
    "batches.resume": { input: batch, names: true },
    "batches.cancel": { input: batch, names: true },
    "batches.retry": { input: batch, names: true },
    "batches.delete": { input: batch, names: true },
    "runs.start": { input: { pipelineId: things.pipelineId, inputs: { name: "x" }, version: 1 }, names: true },
    "runs.count": { input: {}, names: false },
    "runs.list": { input: { pipelineId: things.pipelineId }, names: false },
    "runs.get": { input: run, names: true },
    "runs.graph": { input: run, names: true },
    "runs.cancel": { input: run, names: true },
    "runs.resume": { input: run, names: true },
    "runs.runFrom": { input: { ...run, nodeId: "greet" }, names: true },
    "runs.resumePreview": { input: run, names: true },
    "runs.progress": { input: run, names: true },
    "runs.iterations": { input: { ...run, nodeId: "greet" }, names: true },
    "runs.inside": { input: { ...run, nodeId: "greet" }, names: true },
    "runs.steps": { input: { ...run, nodeId: "greet" }, names: true },
    "runs.blob": { input: { ...run, blob: "0".repeat(64) }, names: true },
    "runs.events": { input: run, names: true },
    "approvals.list": { input: {}, names: false },
    "approvals.get": { input: approval, names: true },
    "approvals.decide": { input: { ...approval, approve: true }, names: true },
    "approvals.link": { input: approval, names: true },
    "approvals.open": { input: { token: "approve_wrong" }, names: true },
    "approvals.answer": { input: { token: "approve_wrong", approve: true }, names: true },
    "collections.list": { names: false },
    "collections.get": { input: collection, names: true },
    "collections.create": { input: { name: "mine" }, names: false },
    "collections.rename": { input: { ...collection, name: "taken over" }, names: true },
    "collections.setDocumentMetadata": { input: { ...document, metadata: { year: 2024 } }, names: true },
    "collections.sizes": { input: collection, names: true },
    "collections.setEmbedding": { input: { ...collection, embedding: null }, names: true },
    "collections.delete": { input: collection, names: true },
    "collections.documents": { input: collection, names: true },
    "collections.deleteDocument": { input: document, names: true },
    "collections.document": { input: document, names: true },
    "collections.chunks": { input: document, names: true },
    "collections.reindex": { input: document, names: true },
    "collections.search": { input: { ...collection, text: "owner", mode: "text" }, names: true },
    "sources.list": { input: collection, names: true },
    "sources.add": { input: { ...collection, kind: "page", address: "https://example.com/" }, names: true },
    "sources.update": { input: { ...source, mostPages: 1 }, names: true },
    "sources.refresh": { input: source, names: true },
    "sources.pages": { input: source, names: true },
    "sources.delete": { input: source, names: true },
    "stores.list": { names: false },
    "stores.entries": { input: { name: "secrets" }, names: true },
    "stores.entry": { input: { name: "secrets", key: "k" }, names: true },
    "stores.watch": { input: { entries: [{ store: "secrets", key: "k" }] }, names: false },
    "stores.deleteEntry": { input: { name: "secrets", key: "k" }, names: true },
    "stores.delete": { input: { name: "secrets" }, names: true },
    "topics.list": { names: false },
    "topics.ofCluster": { input: { credential: things.clusterId }, names: true },
    "topics.get": { input: { name: "secrets" }, names: true },
    "topics.create": { input: { name: "mine" }, names: false },
    "topics.delete": { input: { name: "secrets" }, names: true },
    "topics.events": { input: { name: "secrets" }, names: true },
    "topics.deadLetters": { input: { name: "secrets" }, names: true },
    "topics.replay": { input: { name: "secrets", letters: [{ partition: 0, offset: 0 }] }, names: true },
    "topics.publish": { input: { name: "secrets", event: { value: "x" } }, names: true },
    "templates.list": { names: false },
    "share.create": { input: { pipelineId: things.pipelineId, versionNumber: 1, canRun: true }, names: true },
    "share.list": { input: { pipelineId: things.pipelineId }, names: true },
    "share.limitFiles": { input: { id: things.shareId, fileMegabytes: 100 }, names: true },
    "share.revoke": { input: { id: things.shareId }, names: true },
    "share.view": { input: { token: "share_wrong" }, names: true },
    "share.run": { input: { token: "share_wrong", inputs: {} }, names: true },
    "share.getRun": { input: { token: "share_wrong", runId: things.runId }, names: true },
    "share.blob": { input: { token: "share_wrong", runId: things.runId, blob: "0" }, names: true },
    "share.progress": { input: { token: "share_wrong", runId: things.runId }, names: true },
    "share.inside": { input: { token: "share_wrong", runId: things.runId, nodeId: "greet" }, names: true },
    "share.steps": { input: { token: "share_wrong", runId: things.runId, nodeId: "greet" }, names: true },
    "share.cancelRun": { input: { token: "share_wrong", runId: things.runId }, names: true },
    "conversations.chat": { input: { pipelineId: things.pipelineId }, names: true },
    "conversations.addMemory": { input: { pipelineId: things.pipelineId }, names: true },
    "conversations.list": { input: { pipelineId: things.pipelineId }, names: true },
    "conversations.create": { input: { pipelineId: things.pipelineId }, names: true },
    "conversations.get": { input: conversation, names: true },
    "conversations.rename": { input: { ...conversation, title: "taken over" }, names: true },
    "conversations.delete": { input: conversation, names: true },
    "conversations.send": { input: { ...conversation, text: "hello" }, names: true },
    "conversations.feedback": { input: { runId: things.runId }, names: true },
    "conversations.giveFeedback": { input: { runId: things.runId, rating: "up" }, names: true },
    "sharedChat.open": { input: { token: "share_wrong" }, names: true },
    "sharedChat.list": { input: visit, names: true },
    "sharedChat.create": { input: visit, names: true },
    "sharedChat.get": { input: { ...visit, ...conversation }, names: true },
    "sharedChat.rename": { input: { ...visit, ...conversation, title: "taken over" }, names: true },
    "sharedChat.delete": { input: { ...visit, ...conversation }, names: true },
    "sharedChat.send": { input: { ...visit, ...conversation, text: "hello" }, names: true },
    "sharedChat.cancel": { input: { ...visit, turnId: "x" }, names: true },
    "sharedChat.giveFeedback": { input: { ...visit, turnId: "x", rating: "up" }, names: true },
    "sharedChat.events": { input: { ...visit, turnId: "x" }, names: true },
    "workers.alive": { names: false },
    "workers.list": { names: false },
    "share.runEvents": { input: { token: "share_wrong", runId: things.runId }, names: true },
  } satisfies Record<ProcedurePath, Sample>;
}
