/** What an open pipeline needs from the server. The editor page and the share page each bring their own. */

import type { CollectionView, CredentialView } from "../../lib/api-views.ts";
import type { ErrorCode } from "../../lib/errors.ts";
import type { Graph } from "../../lib/graph.ts";
import type { Json } from "../../lib/json.ts";
import type { ModelInfo } from "../../lib/models.ts";
import type { RunEvent, Values } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/run-views.ts";
import type { FileRef } from "../../lib/values.ts";

export type EditorBackend = {
  /** Throws `BackendProblem`; `stale` carries the server's graph when somebody else saved first. */
  save(ask: { revision: number; graph: Graph }): Promise<{ revision: number }>;
  /** The same as a request that outlives the page. */
  saveOnLeave(ask: { revision: number; graph: Graph }): void;
  startRun(inputs: Values): Promise<{ runId: string }>;
  cancelRun(runId: string): Promise<void>;
  watchRun(runId: string, on: RunListener): () => void;
  readRun(runId: string): Promise<RunDetail>;
  readRunGraph(runId: string): Promise<Graph>;
  readBlob(runId: string, blob: string): Promise<Json>;
  /** Keeps a file for a run's input and answers its reference. */
  upload(file: File): Promise<FileRef>;
  listModels(): Promise<ModelInfo[]>;
  listCollections(): Promise<CollectionView[]>;
  listCredentials(): Promise<CredentialView[]>;
};

export type RunListener = { onEvent(event: RunEvent): void; onProblem(problem: BackendProblem): void };

/** Any failure on the way to the server, in words for a person. */
export class BackendProblem extends Error {
  readonly kind: "offline" | "stale" | "refused";
  readonly code: ErrorCode | undefined;
  readonly stale: { revision: number; graph: Graph } | undefined;
  readonly issues: readonly { path: string; message: string }[];

  constructor(
    kind: BackendProblem["kind"],
    message: string,
    details: {
      code?: ErrorCode | undefined;
      stale?: { revision: number; graph: Graph } | undefined;
      issues?: readonly { path: string; message: string }[] | undefined;
    } = {},
  ) {
    super(message);
    this.name = "BackendProblem";
    this.kind = kind;
    this.code = details.code;
    this.stale = details.stale;
    this.issues = details.issues ?? [];
  }
}
