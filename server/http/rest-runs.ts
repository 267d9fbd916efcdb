/** The two calls on a run's way that are written by hand: starting one, which has to be quick, and its events (SSE). */
import type { FastifyInstance, FastifyReply } from "fastify";
import { z } from "zod";
import type { PatchbayError } from "../../lib/errors.ts";
import { isFinished, type RunEvent } from "../../lib/run.ts";
import type { RunDetail } from "../../lib/run-views.ts";
import { assertRun } from "../api/assert-run.ts";
import { badInput } from "../api/error-shape.ts";
import { StartRun } from "../api/runs.ts";
import type { AppContext } from "../app-context.ts";
import { authorize } from "../authorize.ts";
import { memberStreams } from "../event-streams.ts";
import { getRun, waitForRun } from "../runs.ts";
import { startPipelineRun } from "../start-pipeline-run.ts";
import { hangUpSignal, keyActor } from "./request-actor.ts";
import { restPrefix } from "./rest.ts";
import { sendEvents } from "./sse.ts";
import { traceparentFor } from "./trace-requests.ts";

export const StartRunBody = StartRun.pick({ inputs: true, version: true });
export const StartRunQuery = z.strictObject({
  wait: z.coerce.number("Should be seconds.").min(0).max(300, "At most 300 seconds.").optional().meta({
    description: "Seconds to wait for the end. 200 with the finished run, or 202 when it is not over by then.",
  }),
});
export const RunAccepted = z.object({ id: z.string(), status: z.literal("queued") });
const LastEventId = z.string().regex(/^\d{1,10}$/, "Last-Event-ID should be the id of an event.");

type One = { Params: { id: string } };

export function addRestRuns(app: FastifyInstance, context: AppContext): void {
  app.post<{ Params: { pipelineId: string } }>(
    `${restPrefix}/pipelines/:pipelineId/runs`,
    { config: { policy: "runs.start" } },
    async (request, reply) => {
      const { workspaceId } = authorize({ actor: await keyActor(context, request) }, "runs.start");
      const { wait } = parse(StartRunQuery, request.query);
      const given = parse(StartRunBody, request.body ?? {});
      const { pipelineId } = request.params;
      const idempotencyKey = parse(StartRun.shape.idempotencyKey, request.headers["idempotency-key"]);
      const traceparent = traceparentFor(request);
      const ask = { workspaceId, pipelineId, idempotencyKey, trigger: "api", traceparent, ...given } as const;
      const { id, created } = await startPipelineRun(context, ask);
      context.log.debug({ requestId: request.id, runId: id, workspaceId, pipelineId, created }, "a run was accepted");
      if (wait !== undefined)
        return await sendRun(reply, await waitFor(context, { reply, workspaceId, runId: id, wait }));
      if (!created) return await sendRun(reply, await getRun(context.db, workspaceId, id));
      return await reply.code(202).send({ id, status: "queued" } satisfies z.infer<typeof RunAccepted>);
    },
  );

  app.get<One>(`${restPrefix}/runs/:id/events`, { config: { policy: "runs.read" } }, async (request, reply) => {
    const { workspaceId } = authorize({ actor: await keyActor(context, request) }, "runs.read");
    const { id } = request.params;
    await assertRun(context.db, workspaceId, id);
    using _place = memberStreams(workspaceId);
    const after = Number(parse(LastEventId.default("0"), request.headers["last-event-id"]));
    const signal = hangUpSignal(reply);
    await sendEvents(reply, { events: toMessages(context.watcher.watch(id, after, signal)), signal });
  });
}

type Waiting = { reply: FastifyReply; workspaceId: string; runId: string; wait: number };

async function waitFor({ db, watcher }: AppContext, { reply, workspaceId, runId, wait }: Waiting): Promise<RunDetail> {
  return await waitForRun(db, { watcher, workspaceId, runId, seconds: wait, signal: hangUpSignal(reply) });
}

async function sendRun(reply: FastifyReply, run: RunDetail): Promise<FastifyReply> {
  return await reply.code(isFinished(run.status) ? 200 : 202).send(run);
}

async function* toMessages(events: AsyncIterable<RunEvent>) {
  for await (const event of events) yield { id: String(event.seq), event: event.data.type, data: event };
}

function parse<T>(schema: z.ZodType<T>, value: unknown): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw badInput(parsed.error) satisfies PatchbayError;
}
