/** The description of REST (OpenAPI 3.1), generated from the same procedures that answer it. */
import type { FastifyInstance } from "fastify";
import { generateOpenApiDocument } from "trpc-to-openapi";
import { z } from "zod";
import { fileLimits } from "../../../lib/documents/file-limits.ts";
import { errorCodes } from "../../../lib/errors.ts";
import { Edge, Graph, Node } from "../../../lib/graph/graph.ts";
import { LocalModelView } from "../../../lib/models/local-models.ts";
import { ModelInfo } from "../../../lib/models/models.ts";
import { Manifest } from "../../../lib/node-types/manifest.ts";
import { EventId } from "../../../lib/values/bounds.ts";
import { Document, FileRef } from "../../../lib/values/values.ts";
import {
  CollectionView,
  DocumentView,
  PipelineSummary,
  PipelineView,
  VersionSummary,
  VersionView,
  WorkspaceView,
} from "../../../lib/views/api-views.ts";
import { Published } from "../../../lib/views/live/topic-views.ts";
import { RunDetail, RunSummary, StepView } from "../../../lib/views/run-views.ts";
import { appRouter } from "../../api/router.ts";
import { StartRun } from "../../api/runs/runs.ts";
import { Id } from "../../api/shared/inputs.ts";
import { ErrorBody } from "../errors.ts";
import { Health, Readiness } from "../health.ts";
import { type ResultFormat, resultFormats } from "../rest/batch-results.ts";
import { ModelUploadQuery } from "../rest/model-uploads.ts";
import { restPrefix, restProcedures, takesBody } from "../rest/rest.ts";
import { RunAccepted, StartRunBody, StartRunQuery } from "../rest/rest-runs.ts";
import { EventsBody, EventsKey } from "../rest/rest-topics.ts";
import { collectionUploads } from "./collection-uploads.ts";
import { json, path, security, upload } from "./openapi-parts.ts";

export function addOpenApi(app: FastifyInstance, publicUrl: string): void {
  const text = JSON.stringify(openApiDocument(publicUrl));
  app.get(`${restPrefix}/openapi.json`, { config: { policy: "docs.read" } }, async (_request, reply) =>
    reply.header("content-type", "application/json; charset=utf-8").send(text),
  );
}

export function openApiDocument(publicUrl: string) {
  const document = generateOpenApiDocument(appRouter, {
    title: "Patchbay",
    version: "1",
    description:
      "Build, run and watch pipelines from scripts. Every request needs an API key: Authorization: Bearer <key>.",
    baseUrl: `${publicUrl}${restPrefix}`,
    openApiVersion: "3.1.0",
    tags: [
      "Pipelines",
      "Versions",
      "Conversations",
      "Triggers",
      "Batches",
      "Runs",
      "Collections",
      "Stores",
      "Topics",
      "Catalogue",
      "Local models",
      "Workspace",
      "Workers",
      "Health",
    ],
    securitySchemes: {
      bearer: { type: "http", scheme: "bearer", description: "An API key from Settings → API keys." },
    },
    paths: handWritten,
    defs: named,
  });
  return withOurErrors(withNames(document));
}

/** Written once each and referred to by name. */
/** One server-sent event of a run, by the names of its lines. */
const SentEvent = z
  .object({
    id: z.string().meta({ description: "The number of the event in its run, from 1." }),
    event: z.string().meta({ description: "What happened, such as step.succeeded." }),
    data: z.string().meta({ description: "The whole event as JSON: `runId`, `seq`, `at` and `data`." }),
  })
  .meta({ id: "SentEvent" });

const named = {
  Error: ErrorBody,
  Graph,
  Node,
  Edge,
  Manifest,
  ModelInfo,
  RunDetail,
  RunSummary,
  StepView,
  PipelineSummary,
  PipelineView,
  VersionView,
  VersionSummary,
  CollectionView,
  DocumentView,
  Chunk: Document,
  WorkspaceView,
};

/** A download of a batch's results. */
function resultsOf(format: ResultFormat) {
  const { title, mime, about } = resultFormats[format];
  return {
    get: {
      operationId: `batches-results-${format}`,
      summary: `Results of a batch as ${title}`,
      description: `${about} Every row, in the order of the file, with what came of it so far. The download streams.`,
      tags: ["Batches"],
      security,
      requestParams: { path: z.object({ id: Id, batchId: Id }) },
      responses: { "200": { description: "The rows.", content: { [mime]: { schema: z.string() } } } },
    },
  };
}

const OneRun = RunDetail.partial({ steps: true });

/** What Fastify answers without a procedure. */
const handWritten = {
  "/pipelines/{pipelineId}/runs": {
    post: {
      operationId: "runs-start",
      summary: "Start a run",
      description:
        'Without `version` the newest published version runs, and the draft where there is none; `"draft"` asks for the draft, frozen as it is now. The response\'s `version` says which runs, null for the draft. With `wait` the response is the finished run, with its steps when `steps=true`. The same Idempotency-Key gives the same run; with other inputs it is a 409 conflict.',
      tags: ["Runs"],
      security,
      requestParams: {
        path: path("pipelineId"),
        query: StartRunQuery,
        header: z.object({ "Idempotency-Key": StartRun.shape.idempotencyKey }),
      },
      requestBody: json(StartRunBody),
      responses: {
        "200": { description: "The finished run.", ...json(OneRun) },
        "202": { description: "Accepted, not finished yet.", ...json(z.union([RunAccepted, OneRun])) },
      },
    },
  },
  "/pipelines/{id}/batches/{batchId}/results.csv": resultsOf("csv"),
  "/pipelines/{id}/batches/{batchId}/results.jsonl": resultsOf("jsonl"),
  "/runs/{id}/events": {
    get: {
      operationId: "runs-events",
      summary: "Watch a run",
      description:
        "Server-sent events, past ones first. Each has an id; send it as Last-Event-ID to continue after it. The stream ends with the run.",
      tags: ["Runs"],
      security,
      requestParams: { path: path("id"), header: z.object({ "Last-Event-ID": EventId.optional() }) },
      responses: { "200": { description: "Events.", content: { "text/event-stream": { schema: SentEvent } } } },
    },
  },
  ...collectionUploads,
  "/topics/{name}/events": {
    post: {
      operationId: "topics-publish",
      summary: "Publish events",
      description:
        "An array of events, or NDJSON: one on each line. They are durable when the response comes, and those of one partition stay in their order. With an Idempotency-Key, a request that is repeated within a day publishes nothing twice; with other events it is a 409 conflict.\n\nAn object with `schema` and `events` writes the values by a schema that a registry has, in Avro, Protobuf or JSON, in the bytes of Confluent's serializers; keys stay text. Such a key needs the scope `pipelines.write` too. When one value does not fit, nothing is published, and `issues` names each by its index, such as `events.3.value.lines[1].price`.",
      tags: ["Topics"],
      security,
      requestParams: { path: path("name"), header: z.object({ "Idempotency-Key": EventsKey }) },
      requestBody: {
        required: true,
        content: {
          "application/json": { schema: EventsBody },
          "application/x-ndjson": { schema: z.string().meta({ description: "An event as JSON on each line." }) },
        },
      },
      responses: { "201": { description: "Where each event is.", ...json(Published) } },
    },
  },
  "/local-models/uploads": {
    post: {
      operationId: "localModels-upload",
      summary: "Upload a GGUF file",
      description: "The file itself is the body. The answer comes when it is stored and checked.",
      tags: ["Local models"],
      security,
      requestParams: { query: ModelUploadQuery },
      requestBody: {
        required: true,
        content: { "application/octet-stream": { schema: z.string().meta({ format: "binary" }) } },
      },
      responses: { "201": { description: "The model.", ...json(LocalModelView) } },
    },
  },
  "/files": {
    post: {
      operationId: "files-upload",
      summary: "Upload a file for a run's input",
      tags: ["Runs"],
      security,
      requestBody: upload(`One file of up to ${fileLimits.megabytes} MB.`),
      responses: { "201": { description: "Goes into the inputs as it is.", ...json(FileRef) } },
    },
  },
  "/healthz": {
    get: {
      operationId: "health",
      summary: "The process is alive",
      tags: ["Health"],
      responses: { "200": { description: "Alive.", ...json(Health) } },
    },
  },
  "/readyz": {
    get: {
      operationId: "ready",
      summary: "Database, broker and at least one worker are available",
      tags: ["Health"],
      responses: {
        "200": { description: "Ready.", ...json(Readiness) },
        "503": { description: "Something is missing.", ...json(Readiness) },
      },
    },
  },
};

type Api = ReturnType<typeof generateOpenApiDocument>;
/** The recursive schema of any JSON value gets a speaking name; the generator's own error schemas are not ours. */
function withNames(document: Api): Api {
  const text = JSON.stringify(document).replaceAll(/__schema\d+/g, "JsonValue");
  const renamed: Api = JSON.parse(text);
  const schemas = Object.entries(renamed.components?.schemas ?? {});
  renamed.components = {
    ...renamed.components,
    schemas: Object.fromEntries(schemas.filter(([name]) => !name.startsWith("error."))),
  };
  return renamed;
}

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** The generator describes tRPC's own errors and answers everything with 200; ours differ. */
function withOurErrors(document: Api): Api {
  const created = new Set(
    restProcedures().flatMap(({ path, meta }) => (meta.status === 201 ? path.replaceAll(".", "-") : [])),
  );
  const bodies = new Map(restProcedures().map((one) => [one.path.replaceAll(".", "-"), takesBody(one)]));
  const error = { content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } } };
  for (const item of Object.values(document.paths ?? {})) {
    for (const method of methods) {
      const operation = item[method];
      if (!operation?.responses) continue;
      const body = bodies.get(operation.operationId ?? "");
      if (body && operation.requestBody && !("$ref" in operation.requestBody)) {
        operation.requestBody.required = body === "required";
      }
      const { "200": ok, "201": made, "202": accepted, "503": unready } = operation.responses;
      const isCreated = created.has(operation.operationId ?? "");
      operation.responses = {
        ...(isCreated ? { "201": ok } : { ...(ok && { "200": ok }), ...(made && { "201": made }) }),
        ...(accepted && { "202": accepted }),
        ...(unready && { "503": unready }),
        default: { description: errorsText, ...error },
      };
    }
  }
  return document;
}

const errorsText = `An error, with one of these codes: ${Object.entries(errorCodes)
  .map(([code, { http }]) => `${code} (${http})`)
  .join(", ")}.`;
