/** The editor's ways to the server, over tRPC. Every failure leaves here as a `BackendProblem`. */
import { askDocumentsKey } from "../../lib/documents/adding-documents.ts";
import { BackendProblem, type EditorBackend, type RunListener } from "./backend.ts";
import type { ApiClient } from "./client.tsx";
import { workspaceHeaders } from "./current-workspace.ts";
import { toProblem } from "./problem.ts";

export function editorBackend(api: ApiClient, pipelineId: string): EditorBackend {
  const one = { id: pipelineId };
  return {
    ...insideBackend(api),
    ...collectionBackend(api),
    save: (draft) => ask(api.pipelines.save.mutate({ ...one, ...draft })),
    saveOnLeave: (draft) => saveOnLeave({ ...one, ...draft }),
    readDraft: () => ask(api.pipelines.get.query(one)),
    readLabels: async () => {
      const { name, revision, latestVersion, publishedRevisionDiffers } = await ask(api.pipelines.get.query(one));
      return { name, revision, latestVersion: latestVersion ?? undefined, isChanged: publishedRevisionDiffers };
    },
    watchDraft: (tab, on) => {
      const watch = api.pipelines.watch.subscribe(
        { ...one, tab },
        { onData: (event) => on.onEvent(event), onError: (thrown) => on.onProblem(toProblem(thrown)) },
      );
      return () => watch.unsubscribe();
    },
    rename: async (name) => void (await ask(api.pipelines.rename.mutate({ ...one, name }))),
    publish: ({ revision, note }) => ask(api.pipelines.publish.mutate({ ...one, revision, ...(note ? { note } : {}) })),
    readTriggers: () => ask(api.pipelines.triggers.query(one)),
    activate: (version) => ask(api.pipelines.activate.mutate({ ...one, version })),
    deactivate: () => ask(api.pipelines.deactivate.mutate(one)),
    listVersions: () => ask(api.pipelines.versions.query(one)),
    readVersion: async (number) => (await ask(api.pipelines.version.query({ ...one, number }))).graph,
    startRun: async (inputs, { version = "draft" as const, triggerNode } = {}) => {
      const { id } = await ask(api.runs.start.mutate({ pipelineId, inputs, version, triggerNode }));
      return { runId: id };
    },
    readRun: (id) => ask(api.runs.get.query({ id })),
    readRunGraph: (id) => ask(api.runs.graph.query({ id })),
    lastRun: async () => {
      const ended = { pipelineId, status: ["succeeded", "failed", "cancelled"] as const, limit: 1 };
      return (await ask(api.runs.list.query({ ...ended, status: [...ended.status] }))).items[0];
    },
    readBlob: async (id, blob) => (await ask(api.runs.blob.query({ id, blob }))).value,
    cancelRun: async (id) => void (await ask(api.runs.cancel.mutate({ id }))),
    countWorkers: async () => (await ask(api.workers.alive.query())).alive,
    watchRun: (id, on) => {
      const watch = api.runs.events.subscribe({ id }, toHandlers(on));
      return () => watch.unsubscribe();
    },
    upload: async (file) => (await import("./upload-file.ts")).uploadFile(file),
    createShareLink: (link) => ask(api.share.create.mutate({ pipelineId, ...link })),
    listShareLinks: () => ask(api.share.list.query({ pipelineId })),
    limitShareFiles: async (id, fileMegabytes) => void (await ask(api.share.limitFiles.mutate({ id, fileMegabytes }))),
    revokeShareLink: async (id) => void (await ask(api.share.revoke.mutate({ id }))),
    listModels: () => ask(api.models.list.query()),
    listCredentials: () => ask(api.credentials.list.query()),
    listPipelines: () => ask(api.pipelines.list.query({})),
    listVersionsOf: (id) => ask(api.pipelines.versions.query({ id })),
    readBody: async (id, version) => {
      const number = version ?? (await ask(api.pipelines.versions.query({ id })))[0]?.number;
      if (number === undefined) return (await ask(api.pipelines.get.query({ id }))).graph;
      return (await ask(api.pipelines.version.query({ id, number }))).graph;
    },
    listTemplates: async () => {
      const pipelines = await ask(api.pipelines.list.query({}));
      const examples = pipelines.filter(({ exampleKey, id }) => exampleKey !== undefined && id !== pipelineId);
      // The list is newest first; the examples were made in the order of learning.
      return examples.toReversed();
    },
    readTemplate: async (id) => (await ask(api.pipelines.get.query({ id }))).graph,
    readAskDocuments: async () => {
      const template = (await ask(api.templates.list.query())).find(({ key }) => key === askDocumentsKey);
      if (!template)
        throw new BackendProblem("refused", "This page and the server are of different versions. Reload the page.");
      return template.graph;
    },
  };
}

/** What happens inside of maps, loops and sub-pipelines. */
function insideBackend(api: ApiClient): Pick<EditorBackend, "readProgress" | "readInside" | "readItem" | "findFailed"> {
  return {
    readProgress: (id) => ask(api.runs.progress.query({ id })),
    readInside: (id, at) => ask(api.runs.inside.query({ id, ...at })),
    readItem: (id, at) => ask(api.runs.steps.query({ id, ...at })),
    findFailed: async (id, { after, ...at }) => {
      const cursor = after === undefined ? {} : { cursor: String(after) };
      const { items } = await ask(api.runs.iterations.query({ id, ...at, ...cursor, status: "failed", limit: 1 }));
      return items[0] && Number(items[0].iteration.split("/").at(-1));
    },
  };
}

type CollectionBackend = Pick<
  EditorBackend,
  "listCollections" | "createCollection" | "renameCollection" | "listDocuments" | "uploadDocument"
>;

function collectionBackend(api: ApiClient): CollectionBackend {
  return {
    listCollections: () => ask(api.collections.list.query()),
    createCollection: (name) => ask(api.collections.create.mutate({ name })),
    renameCollection: async (id, change) => void (await ask(api.collections.rename.mutate({ id, ...change }))),
    listDocuments: (id) => ask(api.collections.documents.query({ id })),
    uploadDocument: async (...upload) => (await import("./upload-file.ts")).uploadDocument(...upload),
  };
}

/** tRPC resumes a broken subscription by itself from the last event's id; only a refusal ends it. */
export function toHandlers(on: RunListener) {
  return {
    onData: ({ data }: { data: Parameters<RunListener["onEvent"]>[0] }) => on.onEvent(data),
    onError: (thrown: unknown) => on.onProblem(toProblem(thrown)),
  };
}

export async function ask<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (thrown) {
    throw toProblem(thrown);
  }
}

/** A request that outlives the page. Browsers allow 64 kB; a larger draft is still in the draft store. */
function saveOnLeave(draft: { id: string; revision: number; graph: unknown }): void {
  const body = JSON.stringify(draft);
  if (new Blob([body]).size > 60_000) return;
  void fetch("/api/trpc/pipelines.save", {
    method: "POST",
    headers: { "content-type": "application/json", ...workspaceHeaders() },
    body,
    keepalive: true,
  }).catch(() => undefined);
}
