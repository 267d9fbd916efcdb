/** A Pinecone on loopback (README.md). `await using pinecone = await pineconeLoopback()`; its end fails on any fault. */
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { type Exchange, openApiChecker } from "./open-api.ts";
import { fits, Store, Vector } from "./store.ts";

export type PineconeLoopback = AsyncDisposable & {
  baseUrl: string;
  apiKey: string;
  store: Store;
  /** Every exchange so far, as "POST /query 200". */
  log: string[];
  /** The next requests whose path begins so are answered with this instead. */
  fail(path: string, answer: { status: number; times?: number; headers?: Record<string, string> }): void;
  /** What was not as Pinecone's OpenAPI says. */
  faults: string[];
};

type Index = { name: string; dimension: number; metric: string; host?: string; ready?: boolean };
type Answer = { status: number; body: unknown; headers?: Record<string, string> };

/** Longer ones are refused by much that stands before a server. */
const longestAddress = 8000;

const check = openApiChecker(["./db_control_2026-04.oas.yaml", "./db_data_2026-04.oas.yaml"]);

export async function pineconeLoopback(
  options: { lagMs?: number; indexes?: readonly Index[] } = {},
): Promise<PineconeLoopback> {
  const { lagMs = 0, indexes = [{ name: "patchbay", dimension: 512, metric: "cosine" }] } = options;
  const apiKey = `pcsk_${crypto.randomUUID()}`;
  const store = new Store(lagMs);
  const faults: string[] = [];
  const log: string[] = [];
  const failures: { path: string; left: number; answer: Answer }[] = [];

  function answerTo(exchange: Pick<Exchange, "method" | "path" | "query" | "headers" | "body">): Answer {
    const failure = failures.find(({ path, left }) => left > 0 && exchange.path.startsWith(path));
    if (failure) {
      failure.left -= 1;
      return failure.answer;
    }
    if (exchange.headers["api-key"] !== apiKey) return refusal(401, "Invalid API Key");
    const name = /^\/indexes\/([^/]+)$/.exec(exchange.path)?.[1];
    if (name !== undefined)
      return describeIndex(
        indexes.find((index) => index.name === name),
        address(),
      );
    return answerData(store, indexes[0]!.dimension, exchange);
  }

  const server = createServer(async (request, response) => {
    const { pathname: path, searchParams: query } = new URL(request.url ?? "/", "http://loopback");
    const asked = {
      method: request.method ?? "GET",
      path,
      query,
      headers: request.headers,
      body: await readBody(request),
    };
    const length = request.url?.length ?? 0;
    if (length > longestAddress) faults.push(`${asked.method} ${path}: an address of ${length} characters`);
    const { status, body, headers } = answerTo(asked);
    faults.push(...check({ ...asked, status, answer: body }));
    log.push(`${asked.method} ${path} ${status}`);
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = () => `127.0.0.1:${(server.address() as AddressInfo).port}`;

  return {
    baseUrl: `http://${address()}`,
    apiKey,
    store,
    log,
    faults,
    fail(path, { status, times = 1, headers }) {
      const body = path.startsWith("/indexes")
        ? refusal(status, "asked to fail").body
        : { code: 13, message: "asked to fail", details: [] };
      failures.push({ path, left: times, answer: { status, body, ...(headers && { headers }) } });
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (faults.length > 0) throw new Error(`Not as Pinecone's OpenAPI says:\n${faults.join("\n")}`);
    },
  };
}

function describeIndex(index: Index | undefined, address: string): Answer {
  if (!index) return refusal(404, "Index not found");
  const { name, dimension, metric, host = address, ready = true } = index;
  const spec = {
    serverless: { cloud: "aws", region: "us-east-1", read_capacity: { mode: "OnDemand", status: { state: "Ready" } } },
  };
  const status = { ready, state: ready ? "Ready" : "Initializing" };
  const body = { name, dimension, metric, host, spec, status, vector_type: "dense", deletion_protection: "disabled" };
  return { status: 200, body };
}

function answerData(
  store: Store,
  dimension: number,
  { method, path, query, body }: Pick<Exchange, "method" | "path" | "query" | "body">,
): Answer {
  const parsed = Body.safeParse(body ?? {});
  if (!parsed.success) return invalid(parsed.error.message);
  const ask = parsed.data;
  const namespace = ask.namespace ?? query.get("namespace") ?? "";
  switch (`${method} ${path}`) {
    case "POST /vectors/upsert":
      if (ask.vectors.some(({ values }) => values.length !== dimension))
        return invalid("Vector dimension does not match");
      store.upsert(namespace, ask.vectors);
      return ok({ upsertedCount: ask.vectors.length });
    case "POST /vectors/delete":
      if (!store.names().includes(namespace))
        return { status: 404, body: { code: 5, message: "Namespace not found", details: [] } };
      store.delete(namespace, ({ id, metadata = {} }) =>
        ask.deleteAll ? true : ask.filter ? fits(metadata, ask.filter) : ask.ids.includes(id),
      );
      return ok({});
    case "POST /describe_index_stats":
      return ok(describeStats(store, dimension));
    case "GET /vectors/fetch": {
      const found = store.all(namespace).filter(({ id }) => query.getAll("ids").includes(id));
      return ok({
        namespace,
        vectors: Object.fromEntries(found.map((vector) => [vector.id, vector])),
        usage: { readUnits: 1 },
      });
    }
    case "GET /vectors/list":
      return ok(listIds(store.all(namespace), query, namespace));
    case "POST /query": {
      const matches = store.nearest(namespace, { ...ask, filter: ask.filter ?? {} });
      return ok({
        namespace,
        results: [],
        matches: matches.map(({ vector: { id, metadata }, score }) => ({
          id,
          score,
          values: [],
          ...(ask.includeMetadata && { metadata }),
        })),
        usage: { readUnits: 5 },
      });
    }
    default:
      return { status: 404, body: { code: 5, message: "Not found", details: [] } };
  }
}

const Body = z.object({
  namespace: z.string().optional(),
  vectors: z.array(Vector).default([]),
  ids: z.array(z.string()).default([]),
  deleteAll: z.boolean().default(false),
  filter: z.record(z.string(), z.unknown()).optional(),
  vector: z.array(z.number()).default([]),
  topK: z.number().default(10),
  includeMetadata: z.boolean().default(false),
});

function describeStats(store: Store, dimension: number) {
  const counts = store.names().map((name) => [name, store.all(name).length] as const);
  return {
    namespaces: Object.fromEntries(counts.map(([name, vectorCount]) => [name, { vectorCount }])),
    dimension,
    indexFullness: 0,
    totalVectorCount: counts.reduce((sum, [, count]) => sum + count, 0),
    metric: "cosine",
    vectorType: "dense",
  };
}

function listIds(vectors: readonly Vector[], query: URLSearchParams, namespace: string) {
  const limit = Number(query.get("limit") ?? 100);
  const after = query.get("paginationToken") ?? "";
  const ids = vectors
    .map(({ id }) => id)
    .filter((id) => id.startsWith(query.get("prefix") ?? "") && id > after)
    .sort((a, b) => (a < b ? -1 : 1));
  const page = ids.slice(0, limit);
  const next = ids.length > limit ? { pagination: { next: page.at(-1) } } : {};
  return { vectors: page.map((id) => ({ id })), ...next, namespace, usage: { readUnits: 1 } };
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function invalid(message: string): Answer {
  return { status: 400, body: { code: 3, message, details: [] } };
}

const codes: Record<number, string> = {
  401: "UNAUTHENTICATED",
  402: "PAYMENT_REQUIRED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  500: "UNKNOWN",
};

function refusal(status: number, message: string): Answer {
  return { status, body: { status, error: { code: codes[status] ?? "UNKNOWN", message } } };
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece);
  const text = Buffer.concat(pieces).toString();
  return text === "" ? undefined : JSON.parse(text);
}
