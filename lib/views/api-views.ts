/** What the API answers with, one schema a thing. Times are ISO 8601. Runs have their own file, run-views.ts. */
import * as z from "zod";
import { Role } from "../access/role.ts";
import { CollectionStore } from "../documents/collection.ts";
import { EmbeddingChoice } from "../documents/embedding-choice.ts";
import { Graph, Position } from "../graph/graph.ts";
import { ModelRef, ModelService } from "../models/models.ts";
import { RunStatus } from "../run.ts";
import { SignInKind } from "../service/sign-in.ts";
import { Json } from "../values/json.ts";
import { RunPause } from "./run-views.ts";

const Id = z.string();
const Time = z.string().meta({ format: "date-time" });

export const Done = z.object({ ok: z.literal(true) });
export type Done = z.infer<typeof Done>;

/** The role of the workspace's own, beside which `role` is viewer; null for one of the three. */
export const CustomRoleName = z.object({ id: Id, name: z.string() }).nullable();

export const WorkspaceView = z.object({
  id: Id,
  name: z.string(),
  role: Role,
  customRole: CustomRoleName,
  /** What the caller may do. */
  permissions: z.array(z.string()),
  /** Absent for an API key. */
  user: z.object({ id: Id, name: z.string(), email: z.string() }).exactOptional(),
  defaultModel: ModelRef,
  models: z.object({ languageModel: z.enum(["ready", "loading", "unavailable"]), reason: z.string().exactOptional() }),
});
export type WorkspaceView = z.infer<typeof WorkspaceView>;

export const ApiKeyView = z.object({
  id: Id,
  name: z.string(),
  prefix: z.string(),
  role: Role,
  /** Null for a key of before there were scopes: all of its role. */
  scopes: z.array(z.string()).nullable(),
  /** The only pipelines it is for; null for all. */
  pipelineIds: z.array(Id).nullable(),
  createdAt: Time,
  expiresAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
});
export type ApiKeyView = z.infer<typeof ApiKeyView>;

/**
 * What a credential can be for: services with models, stores of collections, any other server, by how it signs in there, mail
 * servers, clusters of Kafka, and secrets that requests to us are checked with.
 */
export const CredentialProvider = z.enum([
  ...ModelService.options,
  "pinecone",
  ...SignInKind.options,
  "smtp",
  "kafka",
  "secret",
]);
export type CredentialProvider = z.infer<typeof CredentialProvider>;

/** Never holds the secret. */
export const CredentialView = z.object({
  id: Id,
  name: z.string(),
  provider: CredentialProvider,
  host: z.string(),
  createdAt: Time,
  lastUsedAt: Time.nullable(),
  /** The last test of it as it is now; null when it was changed since, or never tested. */
  test: z.object({ ok: z.boolean(), message: z.string(), at: Time }).nullable(),
});
export type CredentialView = z.infer<typeof CredentialView>;

/** What a test of a credential said; a refusal is an answer too. */
export const CredentialTest = z.object({ ok: z.boolean(), message: z.string() });
export type CredentialTest = z.infer<typeof CredentialTest>;

/** What came of storing a credential: null when its test failed, so that it was not stored, or when none was needed. */
export const StoredCredential = z.object({ test: CredentialTest.nullable(), credential: CredentialView.nullable() });
export type StoredCredential = z.infer<typeof StoredCredential>;

/** What uses a credential: pipelines in their draft or newest version, collections, the default model. */
export const CredentialUse = z.object({
  id: Id,
  createdBy: z.string().nullable(),
  isDefaultModel: z.boolean(),
  pipelines: z.array(z.object({ id: Id, name: z.string() })),
  collections: z.array(z.object({ id: Id, name: z.string() })),
});
export type CredentialUse = z.infer<typeof CredentialUse>;

export const PipelinePreview = z.object({
  nodes: z.array(z.object({ id: z.string(), type: z.string(), ...Position.shape })),
  edges: z.array(z.object({ from: z.string(), to: z.string() })),
});
export type PipelinePreview = z.infer<typeof PipelinePreview>;

export const PipelineSummary = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  updatedAt: Time,
  archived: z.boolean(),
  nodes: z.number().int(),
  preview: PipelinePreview,
  /** Its draft takes a message and gives a text. */
  hasChat: z.boolean(),
  /** The published version that is switched on. */
  isOn: z
    .object({
      version: z.number().int(),
      hasProblem: z.boolean(),
      /** What stands in the way of a trigger, and since when. */
      problem: RunPause.exactOptional(),
    })
    .exactOptional(),
  /** `pause`: why it rests. */
  lastRun: z.object({ id: Id, status: RunStatus, createdAt: Time, pause: RunPause.exactOptional() }).exactOptional(),
  owner: z.object({ id: Id, name: z.string() }).exactOptional(),
  exampleKey: z.string().exactOptional(),
});
export type PipelineSummary = z.infer<typeof PipelineSummary>;

export const PipelineView = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  graph: Graph,
  revision: z.number().int().meta({ description: "Grows with every save of the draft." }),
  latestVersion: z.number().int().nullable(),
  publishedRevisionDiffers: z.boolean().meta({
    description: "The draft differs from the latest version in more than where things are drawn and what is pinned.",
  }),
  updatedAt: Time,
});
export type PipelineView = z.infer<typeof PipelineView>;

/** A pipeline to start from. */
export const TemplateView = z.object({
  key: z.string(),
  name: z.string(),
  description: z.string(),
  tags: z.array(z.string()),
  graph: Graph,
});
export type TemplateView = z.infer<typeof TemplateView>;

export const PipelineSaved = z.object({ id: Id, revision: z.number().int() });
export type PipelineSaved = z.infer<typeof PipelineSaved>;

/** What a tab with an open pipeline is notified of: that its draft was saved or it has another name or version, and which other tabs have it open. */
export const DraftEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("saved"), revision: z.number().int() }),
  z.object({ type: z.literal("labelled") }),
  z.object({
    type: z.literal("editors"),
    editors: z.array(z.object({ tab: z.string(), userId: Id, name: z.string(), since: Time })),
  }),
]);
export type DraftEvent = z.infer<typeof DraftEvent>;

export const VersionSummary = z.object({
  number: z.number().int(),
  note: z.string(),
  createdAt: Time,
  author: z.string().exactOptional(),
});
export type VersionSummary = z.infer<typeof VersionSummary>;

export const VersionView = z.object({ ...VersionSummary.shape, graph: Graph });
export type VersionView = z.infer<typeof VersionView>;

/** What a share link shows: the canvas with the run form, or a chat. */
export const SharePage = z.enum(["pipeline", "chat"]);
export type SharePage = z.infer<typeof SharePage>;

export const ShareLinkView = z.object({
  id: Id,
  pipelineId: Id,
  versionNumber: z.number().int(),
  page: SharePage,
  canRun: z.boolean(),
  /** Visitors of its chat may send files: so many megabytes together, of which they hold so many bytes. */
  takesFiles: z.boolean(),
  fileMegabytes: z.number().int(),
  fileBytes: z.number().int(),
  /** How many runs it is good for; null is any number. `runs` is how many it has started. */
  maxRuns: z.number().int().nullable(),
  runs: z.number().int(),
  createdAt: Time,
  expiresAt: Time.nullable(),
  lastUsedAt: Time.nullable(),
});
export type ShareLinkView = z.infer<typeof ShareLinkView>;

/** What anyone with a share link sees: no ids of credentials or collections. */
export const SharedPipeline = z.object({
  name: z.string(),
  description: z.string(),
  graph: Graph,
  version: z.number().int(),
  canRun: z.boolean(),
  /** How many runs the link is still good for; null is any number. */
  runsLeft: z.number().int().nullable(),
});
export type SharedPipeline = z.infer<typeof SharedPipeline>;

export const CollectionView = z.object({
  id: Id,
  name: z.string(),
  description: z.string(),
  driver: CollectionStore,
  settings: z.record(z.string(), Json),
  dimensions: z.number().int(),
  embedding: z.string(),
  embeddingModel: EmbeddingChoice,
  reembedding: z
    .object({
      embedding: z.string(),
      dimensions: z.number().int(),
      done: z.number().int(),
      total: z.number().int(),
      error: z.string().nullable(),
    })
    .nullable()
    .meta({
      description:
        "The embedding that is being changed to, and how many chunks have it; searches use the present one until all have. `error` says why it does not go on.",
    }),
  documents: z.number().int(),
  chunks: z.number().int(),
  exampleKey: z.string().exactOptional(),
  createdAt: Time,
  updatedAt: Time,
});
export type CollectionView = z.infer<typeof CollectionView>;

/** In bytes, but `characters`, by which embedding is paid for. */
export const CollectionSizes = z.object({
  documents: z.number().int(),
  chunks: z.number().int(),
  files: z.number().meta({ description: "Bytes of the files that were uploaded." }),
  text: z.number().meta({ description: "Bytes of the chunks' text, where Postgres holds it." }),
  vectors: z.number().meta({ description: "Bytes of the vectors, where Postgres holds them." }),
  characters: z.number().meta({ description: "Of all chunks, where Postgres holds them." }),
  isOtherLanguage: z.boolean().meta({
    description: "Whether its texts, where Postgres holds them, are plainly not English, by a sample of them.",
  }),
});
export type CollectionSizes = z.infer<typeof CollectionSizes>;

export const DocumentView = z.object({
  id: Id,
  name: z.string(),
  mime: z.string(),
  bytes: z.number().int(),
  status: z.enum(["queued", "processing", "ready", "failed"]),
  chunksDone: z.number().int(),
  chunksTotal: z.number().int(),
  error: z.string().nullable(),
  chunkSize: z.number().int().nullable().meta({
    description:
      "At most so many characters or tokens a chunk; null for what a pipeline added, which is kept as it came.",
  }),
  chunkUnit: z.enum(["characters", "tokens"]).nullable().meta({ description: "What `chunkSize` counts." }),
  metadata: z.record(z.string(), Json).meta({ description: "The fields that were given to it." }),
  revision: z.number().int().meta({ description: "Grows with every change of its fields." }),
  columns: z.record(z.string(), Json).nullable().meta({
    description: "Which columns of its rows are fields, as they were asked for.",
  }),
  rowOf: z.string().nullable().meta({ description: "The file whose row it is, where rows are documents." }),
  createdAt: Time,
});
export type DocumentView = z.infer<typeof DocumentView>;

/** A chunk of a document as it was cut, at its place in it. */
export const ChunkView = z.object({
  position: z.number().int(),
  text: z.string(),
  metadata: z.record(z.string(), Json),
});
export type ChunkView = z.infer<typeof ChunkView>;
