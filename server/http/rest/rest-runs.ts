/** The two calls of a run that are written by hand: starting one, which has to be quick, and its events (SSE). */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { getOutcome, getRun, outcomeFromNotification, withWholeOutput } from "../../../engine/history/read-runs.ts";
import { waitForEnd } from "../../../engine/history/wait-for-run.ts";
import { makeDurable } from "../../../engine/queue/enqueue/start-run.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { isFinished, type RunEvent, type Values } from "../../../lib/run.ts";
import { EventId } from "../../../lib/values/bounds.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import { StartRun } from "../../api/runs/runs.ts";
import type { AppContext } from "../../app-context.ts";
import { authorize } from "../../auth/authorize.ts";
import { pipelineOf } from "../../auth/chosen-pipelines.ts";
import { memberStreams } from "../../limits/event-streams.ts";
import { whileAllowed } from "../../limits/while-allowed.ts";
import { assertRun } from "../../pipelines/assert-run.ts";
import { startPipelineRun } from "../../pipelines/start-pipeline-run.ts";
import { hangUpSignal, keyActor, streamActor } from "../requests/request-actor.ts";
import { traceparentFor } from "../requests/trace-requests.ts";
import { trackWaits } from "../requests/waits.ts";
import { parse } from "./parse.ts";
import { rememberKeys } from "./remembered-keys.ts";
import { numberAsJson, restPrefix } from "./rest.ts";
import { sendEvents } from "./sse.ts";
import { sendJson } from "./write-json.ts";

export const StartRunBody = StartRun.pick({
  inputs: true,
  version: true,
  triggerNode: true,
  queueSeconds: true,
  budget: true,
});
/** Fastify has read it as JSON, so its depths hold nothing else and are not looked through again. */
const GivenBody = StartRunBody.extend({
  inputs: z.custom<Values>((value) => isObject(value), "Should be an object.").default({}),
});
const Seconds = z.preprocess(
  (text) => (typeof text === "string" && numberAsJson.test(text) ? Number(text) : text),
  z.number("Should be seconds.").min(0).max(300, "At most 300 seconds."),
);
export const StartRunQuery = z.strictObject({
  wait: Seconds.optional().meta({
    description: "Seconds to wait for the end. 200 with the finished run, or 202 when it has not finished by then.",
  }),
  steps: z.enum(["true", "false"], "Should be true or false.").optional().meta({
    description: "`true` includes the run's steps.",
  }),
});
export const RunAccepted = z.object({
  id: z.string(),
  status: z.literal("queued"),
  version: z.number().int().nullable().meta({ description: "The published version that runs; null for the draft." }),
});

type One = { Params: { id: string } };

export function addRestRuns(app: FastifyInstance, context: AppContext): void {
  const withKey = rememberKeys(context);
  const waitSignal = trackWaits(app);
  app.post<{ Params: { pipelineId: string } }>(
    `${restPrefix}/pipelines/:pipelineId/runs`,
    { config: { policy: "runs.start" } },
    async (request, reply) => {
      const { pipelineId } = request.params;
      const { id, created, version, workspaceId, wait, steps } = await withKey(request, async (actor, keyProof) => {
        const { workspaceId } = authorize({ actor }, "runs.start", { pipelineId });
        const { wait, steps } = parse(StartRunQuery, request.query);
        const given = parse(GivenBody, request.body === undefined ? {} : request.body);
        const idempotencyKey = parse(StartRun.shape.idempotencyKey, request.headers["idempotency-key"]);
        // A caller that waits for the end gets no response before it; the commit of the end makes the insert durable too.
        const isAwaited = wait !== undefined && wait > 0;
        const ask = { workspaceId, pipelineId, keyProof, idempotencyKey, trigger: "api", isAwaited, ...given } as const;
        const started = await startPipelineRun(context, { ...ask, traceparent: traceparentFor(request) });
        return { ...started, workspaceId, wait, steps };
      });
      context.log.debug({ requestId: request.id, runId: id, workspaceId, pipelineId, created }, "a run was accepted");
      if (created && wait === undefined) {
        return await reply.code(202).send({ id, status: "queued", version } satisfies z.infer<typeof RunAccepted>);
      }
      const { db, watcher } = context;
      const outcome = await waitForEnd(db, { watcher, runId: id, seconds: wait ?? 0, signal: waitSignal(reply) });
      const read = () => (steps === "true" ? getRun : getOutcome)(db, workspaceId, id).catch(thereIsNoRun);
      const run = (steps !== "true" && outcome && outcomeFromNotification(outcome, workspaceId)) || (await read());
      const isOver = isFinished(run.status);
      if (!isOver) await makeDurable(db, id);
      return await sendJson(reply.code(isOver ? 200 : 202), await withWholeOutput(db, workspaceId, run));
    },
  );

  app.get<One>(`${restPrefix}/runs/:id/events`, { config: { policy: "runs.read" } }, async (request, reply) => {
    const { id } = request.params;
    const actor = await keyActor(context, request);
    const pipeline = await pipelineOf(context.db, actor, { run: id });
    const { workspaceId } = authorize({ actor }, "runs.read", pipeline);
    const check = async () => authorize({ actor: await streamActor(context, request) }, "runs.read", pipeline);
    await assertRun(context.db, workspaceId, id);
    using _place = memberStreams(workspaceId);
    const after = Number(parse(EventId.default("0"), request.headers["last-event-id"]));
    const over = new AbortController();
    const signal = AbortSignal.any([hangUpSignal(reply), over.signal]);
    const events = whileAllowed(toMessages(context.watcher.watch(id, after, signal)), check);
    await sendEvents(reply, { events, signal }).finally(() => over.abort());
  });
}

/** Found a moment ago and gone: the database was restarted before the run was on disk, and no response had named it. */
function thereIsNoRun(error: unknown): never {
  if (!(error instanceof PatchbayError) || error.code !== "not_found") throw error;
  throw new PatchbayError("unavailable", "The database was restarted before the run was accepted. Start it again.");
}

async function* toMessages(events: AsyncIterable<RunEvent>) {
  for await (const event of events) yield { id: String(event.seq), event: event.data.type, data: event };
}
