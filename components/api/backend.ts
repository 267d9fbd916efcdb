/** What an open pipeline needs from the server. The editor page brings all of it, the share page the running part. */

import type { ChosenFile } from "../../lib/documents/adding-documents.ts";
import type { ErrorCode } from "../../lib/errors.ts";
import type { Graph } from "../../lib/graph/graph.ts";
import type { ModelInfo } from "../../lib/models/models.ts";
import type { RunEvent, Values } from "../../lib/run.ts";
import type { Json } from "../../lib/values/json.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type {
  CollectionView,
  CredentialView,
  DocumentView,
  DraftEvent,
  ShareLinkView,
  SharePage,
  VersionSummary,
} from "../../lib/views/api-views.ts";
import type { PipelineTriggers } from "../../lib/views/live/trigger-views.ts";
import type { InsideCount, Progress } from "../../lib/views/nested-views.ts";
import type { RunDetail, RunSummary, StepView } from "../../lib/views/run-views.ts";

/** Gets how many bytes of a file have been sent so far. */
export type OnSent = (bytes: number) => void;

/** Every method throws `BackendProblem`. */
export type RunBackend = {
  /** Of the draft, or of a published version; from the Input node, or from a trigger. */
  startRun(inputs: Values, of?: RunStart): Promise<{ runId: string }>;
  readRun(runId: string): Promise<RunDetail>;
  /** Calls back for every event from the first on, however often the connection breaks, until it is told to stop. */
  watchRun(runId: string, on: RunListener): () => void;
  cancelRun?(runId: string): Promise<void>;
  /** How far the outermost maps and loops are; and the nodes inside one, over all items or rounds. */
  readProgress(runId: string): Promise<Progress[]>;
  readInside(runId: string, at: InsideAsk): Promise<InsideCount[]>;
  /** The steps of one item or round. */
  readItem(runId: string, at: InsideAsk): Promise<StepView[]>;
  /** How many workers are alive. */
  countWorkers?(): Promise<number>;
  readBlob?(runId: string, blob: string): Promise<Json>;
  /** Keeps a file for a run's input and answers its reference. */
  upload?(file: File, onSent?: OnSent): Promise<FileRef>;
};

/** The path of a map, a loop or a sub-pipeline, and an iteration: that of the steps, or that which contains it. */
type InsideAsk = { nodeId: string; iteration: string };

type RunStart = { version?: number | undefined; triggerNode?: string | undefined };
export type RunListener = { onEvent(event: RunEvent): void; onProblem(problem: BackendProblem): void };

export type EditorBackend = RunBackend & {
  /** A save that someone else forestalled fails as `stale` and carries what the server has. */
  save(draft: Draft): Promise<{ revision: number }>;
  /** The same as a request that outlives the page; no one learns how it ended. */
  saveOnLeave(draft: Draft): void;
  /** The draft as the server has it now. */
  readDraft(): Promise<Draft>;
  /** The name, the newest version, and whether the draft of this revision is still that version. */
  readLabels(): Promise<Labels>;
  /** Tells of every save, of another name or version, and of who has the pipeline open, now and from now on, until it is told to stop. */
  watchDraft(tab: string, on: DraftListener): () => void;
  rename(name: string): Promise<void>;
  publish(ask: { revision: number; note: string }): Promise<{ number: number }>;
  /** How the triggers stand of the version that is on. */
  readTriggers(): Promise<PipelineTriggers>;
  /** Switches a published version on, in the place of another that is on. */
  activate(version: number): Promise<PipelineTriggers>;
  deactivate(): Promise<PipelineTriggers>;
  listVersions(): Promise<VersionSummary[]>;
  readVersion(number: number): Promise<Graph>;
  /** The graph that ran, and those inside it by the path of the node. */
  readRunGraph(runId: string): Promise<{ graph: Graph; bodies: Record<string, Graph> }>;
  /** The number of the first item that failed, or of the first after another one. */
  findFailed(runId: string, at: InsideAsk & { after?: number }): Promise<number | undefined>;
  /** The pipeline's newest run that has ended. */
  lastRun(): Promise<RunSummary | undefined>;
  createShareLink(ask: NewShareLink): Promise<{ url: string }>;
  listShareLinks(): Promise<ShareLinkView[]>;
  /** How many megabytes of files its visitors may hold together. */
  limitShareFiles(id: string, fileMegabytes: number): Promise<void>;
  revokeShareLink(id: string): Promise<void>;
  listModels(): Promise<ModelInfo[]>;
  listCollections(): Promise<CollectionView[]>;
  createCollection(name: string): Promise<CollectionView>;
  renameCollection(id: string, change: { name: string; description: string }): Promise<void>;
  listDocuments(collectionId: string): Promise<DocumentView[]>;
  /** Sends a document, which is then indexed; `onSent` gets the bytes sent so far. */
  uploadDocument(collectionId: string, chosen: ChosenFile, onSent: OnSent): Promise<DocumentView>;
  listCredentials(): Promise<CredentialView[]>;
  /** The workspace's pipelines, for nodes that run another one; their versions; and the graph a version means. */
  listPipelines(): Promise<{ id: string; name: string; description: string }[]>;
  listVersionsOf(pipelineId: string): Promise<VersionSummary[]>;
  /** Without a number the newest version, and the draft where there is none. */
  readBody(pipelineId: string, version: number | null): Promise<Graph>;
  /** Pipelines that ship with Patchbay, to start from. */
  listTemplates(): Promise<Template[]>;
  readTemplate(id: string): Promise<Graph>;
  /** Answers questions about documents; its Retriever has no collection yet. */
  readAskDocuments(): Promise<Graph>;
};

/** `expiresAt` is ISO 8601; without it the link works until it is revoked. Without `maxRuns` it may be run any number of times. */
type NewShareLink = {
  versionNumber: number;
  page?: SharePage;
  canRun: boolean;
  takesFiles?: boolean;
  fileMegabytes?: number;
  maxRuns?: number;
  expiresAt?: string;
};
type DraftListener = { onEvent(event: DraftEvent): void; onProblem(problem: BackendProblem): void };
type Labels = { name: string; revision: number; latestVersion: number | undefined; isChanged: boolean };
export type Draft = { revision: number; graph: Graph };
export type Template = { id: string; name: string; description: string };

type Details = {
  code?: ErrorCode | undefined;
  stale?: Draft | undefined;
  issues?: readonly { path: string; message: string }[] | undefined;
};

/** Any failure on the way to the server; the message is for a person. */
export class BackendProblem extends Error {
  readonly kind: "offline" | "stale" | "refused";
  readonly code: ErrorCode | undefined;
  readonly stale: Draft | undefined;
  readonly issues: readonly { path: string; message: string }[];

  constructor(kind: BackendProblem["kind"], message: string, details: Details = {}) {
    super(message);
    this.name = "BackendProblem";
    this.kind = kind;
    this.code = details.code;
    this.stale = details.stale;
    this.issues = details.issues ?? [];
  }
}

/** What anything thrown says to a person. */
export function errorMessage(thrown: unknown): string {
  return thrown instanceof BackendProblem
    ? thrown.message
    : "Something went wrong in this page. Reload it and try again.";
}
