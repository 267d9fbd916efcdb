/** What a node is given: the services that it may use, and what one attempt of a step gets besides its inputs. */
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import type { SearchMode } from "../lib/documents/collection.ts";
import type { HttpFetch } from "../lib/http.ts";
import type { MailToSend, SentMail } from "../lib/mail.ts";
import type { ModelRef } from "../lib/models/models.ts";
import type { Usage } from "../lib/models/usage.ts";
import type { Effect } from "../lib/node-types/manifest.ts";
import type { PortKind } from "../lib/ports/port-kinds.ts";
import type { Values } from "../lib/run.ts";
import type { ApprovalAsk, ChildEnd, ChildrenAsk, Decision, SplitList } from "../lib/runs/waits.ts";
import type { SearchedChunk } from "../lib/search-filter/explanation.ts";
import type { SearchFilter } from "../lib/search-filter/search-filter.ts";
import type { StateAddress, StateChange, StateOutcome } from "../lib/state/state-change.ts";
import type { Json } from "../lib/values/json.ts";
import type { Document, FileRef } from "../lib/values/values.ts";
import type { SchemaChoice } from "./events/registry/write/schema-writers.ts";

/**
 * A question never waits behind documents, which are embedded while others need no core. A passage is asked by in place of a
 * question: it waits as little, and is embedded as documents are, with which it is compared.
 */
export type EmbedUse = "question" | "passage" | "documents";

/** The services that a node may use. The worker passes them in; tests pass real ones on loopback. */
export type Services = {
  models: {
    /** A LangChain chat model. Throws `bad_input` when the reference names nothing usable, with what to do. */
    chat(ref: ModelRef, options: ChatOptions): Promise<BaseChatModel>;
    /** Unit-length sentence embeddings, one per text. Without a use, short texts are taken for a question. */
    embed(texts: readonly string[], signal: AbortSignal, use?: EmbedUse): Promise<number[][]>;
  };
  collections: {
    /** Best first. Throws `bad_input` for a filter by a field that no document has. */
    search(collectionId: string, query: SearchQuery, signal: AbortSignal): Promise<SearchedChunk[]>;
    /** The first chunk, by its document and place, that has this value in this field of its metadata. */
    find(collectionId: string, field: { name: string; value: string }, signal: AbortSignal): Promise<FoundChunk | null>;
    /** Best first. Throws `bad_input` for a vector of other dimensions than the collection's, or of zeros. */
    nearest(collectionId: string, query: NearestQuery, signal: AbortSignal): Promise<Document[]>;
    /** Splits nothing: one chunk a document. The same key adds the same documents once. Returns how many were added. */
    add(collectionId: string, documents: readonly Document[], options: AddOptions): Promise<number>;
  };
  state: {
    /** An entry that is not there is null. */
    get(address: StateAddress, signal: AbortSignal): Promise<StateOutcome>;
    /** Throws `bad_input` when what is there is of another kind than the change needs. */
    change(address: StateAddress, change: StateChange, call: StateCall): Promise<StateOutcome>;
  };
  cache: {
    /** What is kept for this; else leave to make it, or the word that another step makes it now. */
    find(ask: CacheAsk, call: CacheCall): Promise<CacheFound>;
    /** Of the step that had leave to make it. */
    keep(ask: CacheAsk, output: Values, call: CacheCall): Promise<void>;
    /** The step that had leave could not make it: the next one may. */
    drop(ask: CacheAsk, call: CacheCall): Promise<void>;
  };
  topics: {
    /** Throws `not_found` for a topic that is not there, `too_large`, `unavailable` while the broker cannot be reached. */
    publish(event: EventToPublish, call: PublishCall): Promise<{ partition: number; offset: number }>;
  };
  mail: {
    /**
     * Sends over the SMTP server of a credential. Throws `bad_input` when there is none, `provider_refused` when the server
     * takes the mail for none of the recipients.
     */
    send(credentialId: string, mail: MailToSend, signal: AbortSignal): Promise<SentMail>;
  };
  files: {
    /** Throws `not_found` for a file of another workspace. */
    read(fileId: string, signal: AbortSignal): Promise<{ file: FileRef; data: Uint8Array }>;
    /** Keeps what a node made or fetched, as an upload is kept. */
    save(file: { name: string; mime: string; data: Uint8Array<ArrayBuffer> }, signal: AbortSignal): Promise<FileRef>;
  };
  /**
   * The guarded HTTP client, the only way to call an address. Throws `forbidden` for one that is not public, unless
   * PATCHBAY_PRIVATE_HOSTS lists it; `unavailable` when there is no response; `too_large` for one beyond 5 MB. Follows up
   * to three redirects of a GET, and sends no headers of the request to another origin.
   */
  fetch: HttpFetch;
  /**
   * The same client with a credential of the workspace, which is sent to its own origin only. Throws `bad_input` when there
   * is none or the address is another's, `forbidden` and `unavailable` as `fetch` does.
   */
  fetchAs(credentialId: string): HttpFetch;
};

/** With a schema, the answer's text is JSON that is meant to fit it. What is absent is left to the model's server. */
export type ChatOptions = {
  temperature?: number;
  maxTokens?: number;
  schema?: { [key: string]: Json };
};
export type SearchQuery = {
  text: string;
  limit: number;
  mode: SearchMode;
  minScore?: number;
  filter?: SearchFilter | undefined;
  /** From 0, the best chunks, to 1, chunks that say different things. */
  diversity?: number;
  /** What is given for each chunk that was found, of at most so many characters. */
  give?: "chunks" | "sections" | "documents";
  maxCharacters?: number;
  /** The same question in other words: what they find is joined with what it finds. */
  others?: readonly string[];
  /** A text such as the answer may be, which is compared by meaning in place of the question. */
  passage?: string | undefined;
  /** A model that says how well each chunk answers the question, which orders what was found. */
  rerank?: ModelRef | undefined;
  /** Each chunk says how it was found. */
  explain?: boolean;
};
export type FoundChunk = { document: Document; vector: readonly number[] };
/** `vector` may have any length. */
export type NearestQuery = {
  vector: readonly number[];
  limit: number;
  minScore: number;
  /** Chunks that have one of the values in this field of their metadata are left out. */
  without?: { field: string; values: ReadonlySet<string> };
};
export type AddOptions = {
  idempotencyKey: string;
  signal: AbortSignal;
  /** replace: what other runs added from the same source goes away; keep: it stays, and is the default. */
  onDuplicate?: "replace" | "keep";
  /** The run that adds. What one run adds, its child runs included, never replaces another part of it. */
  runId?: string | undefined;
};

/** The same key changes the entry once, and is answered the same again. */
export type StateCall = {
  idempotencyKey: string;
  runId: string | undefined;
  signal: AbortSignal;
  /** After so many seconds without another change the entry is gone; null: never. */
  ttlSeconds: number | null;
};

export type CacheAsk = {
  cache: string;
  /** What has to be the same, as text; `text` comes on top of it. */
  scope: string;
  text: string;
  /** By meaning: the text's unit-length embedding, and the greatest distance that counts, from 0. */
  near?: { embedding: readonly number[]; maxDistance: number } | undefined;
  ttlSeconds: number | null;
};
export type CacheCall = Pick<Call, "idempotencyKey" | "runId" | "at" | "signal">;
export type CacheFound =
  | { kind: "hit"; output: Values; text: string; distance: number; ageSeconds: number; savedUsd: number | null }
  | { kind: "make" }
  | { kind: "wait" };

export type EventToPublish = {
  /** The credential of a Kafka of the workspace's own; empty for the platform's topics. */
  cluster: string;
  /** `at most once` is for a cluster that allows no transactions: then what becomes of the event may end in doubt. */
  delivery: "exactly once" | "at most once";
  topic: string;
  /** Text is sent as it is, other values as JSON. A null key is none, a null value a tombstone. */
  key: Json;
  value: Json;
  headers: readonly { name: string; value: string }[];
  /** By which the value is written. */
  schema?: SchemaChoice;
};
/** The same key publishes one event, and is answered the same again. */
export type PublishCall = { idempotencyKey: string; runId: string | undefined; signal: AbortSignal };

/** For each input that takes many edges: the places of its values in its list, in the order in which they arrived. */
export type Arrivals = Readonly<Record<string, readonly number[]>>;

/** What one attempt of a step gets besides its inputs. */
export type Call = {
  signal: AbortSignal;
  /** Stable over attempts and workers: hash(run, node, iteration). */
  idempotencyKey: string;
  /** Undefined where a node is called without a run, as tests do. */
  readonly runId: string | undefined;
  /** Where the step is in its run. */
  readonly at: { path: string; iteration: string };
  /** Every input by port, those that grow out of settings included. */
  values: Values;
  arrivals: Arrivals;
  /** A piece of text the model has just said. `part`: of one of several texts that grow side by side, by its title. */
  onToken(text: string, part?: string): void;
  /** What was said so far, in this part, is not the answer: those who watch see it no longer. */
  onDiscard(part?: string): void;
  onUsage(usage: Usage): void;
  /**
   * Runs the node's body once, as the item or round `index` (none when it only ever runs once). Only for node types with
   * a `body`; what they do besides must depend on nothing but values, as it is done again when a run is resumed.
   */
  runBody(inputs: Values, index?: number): Promise<Values>;
  /** The nodes of the body, for node types that are a `toolbox`. */
  tools(): readonly Tool[];
  /**
   * Runs one node of the body with these inputs, as the call `index`. What fails for good is answered at the port `error`;
   * of a node that `mustSucceed` it is thrown, and a resumed run does that step again.
   * As with `runBody`, what was recorded is not done again when a run is resumed, so the same call must have the same index.
   */
  runTool(id: string, inputs: Values, how: ToolRun): Promise<Values>;
  /**
   * Whether the body's runs over a list should be left to child runs: as this step has begun in an earlier tenure of its
   * run; the first time, when that is expected to be faster.
   */
  isSplit(list: SplitList): Promise<boolean>;
  /**
   * These three wait, for days if need be, and hold no worker: the node is called again in the next tenure of its run, and
   * the same wait goes on. One wait an attempt.
   */
  sleep(ms: number): Promise<void>;
  approval(ask: ApprovalAsk): Promise<Decision>;
  /** Has runs of their own do parts of the work, spread over the workers. */
  children(ask: ChildrenAsk): Promise<ReadonlyMap<number, ChildEnd>>;
};

/** `acts`: what this call does, where that is not the same for all calls of the node. It must follow from values alone. */
export type ToolRun = { index: number; mustSucceed?: boolean; acts?: { effect: Effect; keyed: boolean } };

/** A node that another one calls as a tool. `effect`: with all that runs inside it. */
export type Tool = {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly summary: string;
  readonly effect: Effect;
  readonly disabled: boolean;
  /** The tools that it stands for, as its settings list them. */
  readonly offers?: Json | undefined;
  readonly inputs: readonly {
    port: string;
    kind: PortKind;
    description: string | undefined;
    isRequired: boolean;
    isMultiple: boolean;
  }[];
};
