/** Spans as a receiver on loopback gets them: real OTLP over HTTP. */
import type { ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { openLog } from "../../../platform/log.ts";
import { openTracing, parseTraceparent } from "../../../platform/tracing.ts";
import { traceWork } from "../../../workers/traces.ts";
import { greeting, openTestServer as openWeb } from "../../api/test-server.ts";
import { testDatabase } from "../../helpers/database.ts";
import { httpPeer } from "../../helpers/peers/http-peer.ts";
import { graphOf, type Harness, openHarness, textField, twoNaps } from "../fixtures.ts";

const Attribute = z.object({
  key: z.string(),
  value: z.object({
    stringValue: z.string().optional(),
    intValue: z.coerce.number().optional(),
    doubleValue: z.number().optional(),
  }),
});
const Span = z.object({
  traceId: z.string(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string(),
  kind: z.number(),
  startTimeUnixNano: z.coerce.bigint(),
  endTimeUnixNano: z.coerce.bigint(),
  attributes: z.array(Attribute),
  events: z.array(z.object({ name: z.string() })).default([]),
  status: z.object({ code: z.number().optional(), message: z.string().optional() }),
});
const Sent = z.object({
  resourceSpans: z.array(
    z.object({
      resource: z.object({ attributes: z.array(Attribute) }),
      scopeSpans: z.array(z.object({ spans: z.array(Span) })),
    }),
  ),
});
type Span = z.infer<typeof Span>;

/** Everything the spans of these runs carried over the wire, once tracing is closed. */
async function spansOf(work: (start: Harness["start"], harness: Harness) => Promise<string[]>) {
  await using db = await testDatabase();
  await using peer = await httpPeer((_request, response) => void response.writeHead(200).end("{}"));
  const env = { OTEL_EXPORTER_OTLP_ENDPOINT: peer.url, OTEL_SERVICE_NAME: undefined, OTEL_TRACES_SAMPLER_ARG: 1 };
  const tracing = await openTracing("worker", { env, log: openLog("silent", "test") });
  if (!tracing) throw new Error("tracing is off");
  await using harness = await openHarness(db);
  const worker = await harness.worker({}, [traceWork(tracing)]);
  const runIds = await work(harness.start, harness);
  for (const id of runIds) await harness.finished(id);
  while (worker.running() > 0) await sleep(5);
  await tracing.close();
  const sent = peer.requests.map(({ body }) => Sent.parse(body));
  expect(peer.requests.every(({ path }) => path === "/v1/traces")).toBe(true);
  const [resource] = sent.flatMap(({ resourceSpans }) => resourceSpans.map((each) => each.resource));
  expect(attributesOf(resource)).toMatchObject({ "service.name": "patchbay-worker" });
  const spans = sent.flatMap(({ resourceSpans }) => resourceSpans.flatMap((each) => each.scopeSpans[0]?.spans ?? []));
  return { runIds, spans, text: JSON.stringify(peer.requests.map(({ body }) => body)) };
}

function attributesOf(of: Pick<Span, "attributes"> | undefined): Record<string, string | number | undefined> {
  const values = of?.attributes.map(({ key, value }) => [
    key,
    value.stringValue ?? value.intValue ?? value.doubleValue,
  ]);
  return Object.fromEntries(values ?? []);
}

test("a run is a span, its steps are spans in it, and its id is the trace's", async () => {
  const { spans, runIds, text } = await spansOf(async (start) => [await start(twoNaps(5), { text: "hello world" })]);
  const runId = runIds[0] ?? "";
  const [run] = spans.filter(({ name }) => name === "run");
  expect(run?.traceId).toBe(runId.replaceAll("-", ""));
  expect(run?.parentSpanId ?? "").toBe("");
  expect(attributesOf(run)).toMatchObject({ "patchbay.run.id": runId, "patchbay.run.status": "succeeded" });
  const steps = spans.filter(({ parentSpanId }) => parentSpanId === run?.spanId);
  expect(steps.map(({ name }) => name).sort()).toEqual(["input", "merge", "nap", "nap", "output"]);
  const nap = steps.find(({ name }) => name === "nap");
  expect(attributesOf(nap)).toMatchObject({
    "patchbay.step.id": "left",
    "patchbay.node.type": "nap",
    "gen_ai.usage.input_tokens": 2,
    "gen_ai.usage.output_tokens": 3,
    "gen_ai.response.model": "bed",
  });
  expect((nap?.endTimeUnixNano ?? 0n) - (nap?.startTimeUnixNano ?? 0n)).toBeGreaterThan(4_000_000n);
  // Values are the users' own: they never leave with a trace.
  expect(text).not.toContain("hello world");
});

test("a run joins its caller's trace", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  const { spans } = await spansOf(async (start) => [await start(twoNaps(1), { text: "x" }, { traceparent })]);
  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(["0af7651916cd43dd8448eb211c80319c"]));
  expect(spans.find(({ name }) => name === "run")?.parentSpanId).toBe("b7ad6b7169203331");
});

test("a caller that does not trace is not traced", async () => {
  const traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
  const traced = await spansOf(async (start) => [
    await start(twoNaps(1), { text: "x" }, { traceparent }),
    await start(twoNaps(1), { text: "x" }),
  ]);
  expect(traced.spans.filter(({ name }) => name === "run")).toHaveLength(1);
});

test("a step that fails and the run it takes along say what went wrong; a retried attempt is recorded", async () => {
  const graph = graphOf(
    {
      in: ["input", { fields: [textField] }],
      busy: ["flaky", { times: 9, code: "busy" }, { retry: { attempts: 2, delay: 0 } }],
    },
    ["in.text > busy.text"],
  );
  const { spans } = await spansOf(async (start) => [await start(graph, { text: "x" })]);
  const step = spans.find(({ name }) => name === "flaky");
  expect(step?.status).toMatchObject({ code: 2, message: "The provider is busy." });
  expect(attributesOf(step)).toMatchObject({ "error.type": "provider_busy" });
  expect(step?.events.map(({ name }) => name)).toEqual(["retry", "attempt"]);
  const run = spans.find(({ name }) => name === "run");
  expect(run?.status.code).toBe(2);
  expect(attributesOf(run)).toMatchObject({ "patchbay.run.status": "failed", "error.type": "provider_busy" });
});

test("a receiver that does not answer costs no run, and does not hold up the end", async () => {
  await using db = await testDatabase();
  const asked: ServerResponse[] = [];
  await using peer = await httpPeer((_request, response) => void asked.push(response));
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: peer.url,
    OTEL_SERVICE_NAME: "mine",
    OTEL_TRACES_SAMPLER_ARG: 1,
  };
  const tracing = await openTracing("worker", { env, log: openLog("silent", "test") });
  await using harness = await openHarness(db);
  await harness.worker({}, tracing ? [traceWork(tracing)] : []);
  expect(await harness.finished(await harness.start(twoNaps(1), { text: "x" }))).toMatchObject({ status: "succeeded" });
  await tracing?.close();
  expect(
    asked.map(({ closed }) => closed),
    "the end of the request was not waited for",
  ).toEqual([false]);
});

test("without an endpoint there is nothing", async () => {
  const env = {
    OTEL_EXPORTER_OTLP_ENDPOINT: undefined,
    OTEL_SERVICE_NAME: undefined,
    OTEL_TRACES_SAMPLER_ARG: 1,
  };
  expect(await openTracing("web", { env, log: openLog("silent", "test") })).toBeUndefined();
});

test("a traceparent is read as W3C Trace Context says, and else not at all", () => {
  const ids = "0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331";
  expect(parseTraceparent(`00-${ids}-01`)).toEqual({
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: "b7ad6b7169203331",
    traceFlags: 1,
  });
  expect(parseTraceparent(`00-${ids}-00`)?.traceFlags).toBe(0);
  for (const wrong of [
    "",
    "x",
    `ff-${ids}-01`,
    `00-${"0".repeat(32)}-b7ad6b7169203331-01`,
    `00-${ids}`,
    `00-${ids.toUpperCase()}-01`,
  ]) {
    expect(parseTraceparent(wrong), wrong).toBeUndefined();
  }
});

test("a call of the API is a span in the caller's trace, and the run it starts hangs on it", async () => {
  await using peer = await httpPeer((_request, response) => void response.writeHead(200).end("{}"));
  const caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  {
    await using web = await openWeb({ OTEL_EXPORTER_OTLP_ENDPOINT: peer.url });
    const ada = await web.tenant("ada");
    const { id } = await ada.api.pipelines.create({ graph: greeting });
    const started = await web.rest("POST", `/pipelines/${id}/runs`, {
      key: ada.key,
      body: { inputs: { name: "x" } },
      headers: { traceparent: caller },
    });
    const kept = await web.app.db.pool.query('SELECT traceparent FROM "Run" WHERE id = $1', [started.body.id]);
    expect(kept.rows[0].traceparent).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    await web.app.tracing?.close();
    const sent = peer.requests.flatMap(({ body }) => Sent.parse(body).resourceSpans);
    const spans = sent.flatMap(({ scopeSpans }) => scopeSpans[0]?.spans ?? []);
    const call = spans.find(({ name }) => name === "POST /api/v1/pipelines/:pipelineId/runs");
    expect(call).toMatchObject({ parentSpanId: "b7ad6b7169203331", kind: 2 });
    expect(kept.rows[0].traceparent).toContain(call?.spanId);
    expect(attributesOf(call)).toMatchObject({ "http.response.status_code": 202 });
  }
});

test("without traces of our own the caller's trace is carried on, and rubbish is not", async () => {
  await using web = await openWeb();
  const ada = await web.tenant("ada");
  const { id } = await ada.api.pipelines.create({ graph: greeting });
  const keptFor = async (traceparent: string) => {
    const options = { key: ada.key, body: { inputs: { name: "x" } }, headers: { traceparent } };
    const { body } = await web.rest("POST", `/pipelines/${id}/runs`, options);
    const { rows } = await web.app.db.pool.query('SELECT traceparent FROM "Run" WHERE id = $1', [body.id]);
    return rows[0].traceparent;
  };
  const caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  expect(await keptFor(caller)).toBe(caller);
  expect(await keptFor("00-'; DROP TABLE")).toBeNull();
});
