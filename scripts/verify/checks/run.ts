import { z } from "zod";
import { type Api, v1 } from "../api.ts";
import type { Check, CheckContext } from "../check.ts";
import { gapsIn, readEvents, type SeenEvent } from "../events.ts";
import { LeftOut, Problem } from "../problem.ts";

export const Made = z.object({ id: z.string() });
export const Run = z.object({
  status: z.string(),
  output: z.record(z.string(), z.unknown()).nullable(),
  error: z.object({ message: z.string() }).nullish(),
});
const runLimitMs = 60_000;
const modelLimitS = 180;
const mailLimitS = 90;

export const run: Check = {
  name: "run",
  needs: ["workers"],
  async run(context) {
    context.made.pipelineId = await makePipeline(context, "run", greeting);
    const first = await runOnce(context.api, context.made.pipelineId);
    const { acceptedMs, since, watched } = first;
    let quickest = watched.endedAt - since;
    for (let more = 0; more < 2 && quickest > noticedMs; more += 1) {
      const again = await runOnce(context.api, context.made.pipelineId);
      quickest = Math.min(quickest, again.watched.endedAt - again.since);
    }
    return {
      detail: `succeeded; ${watched.events.length} events over two connections, without a gap`,
      warnings: quickest > noticedMs ? [polled(quickest)] : [],
      hops: [
        { from: "this machine", to: "web (a run is accepted)", ms: acceptedMs },
        { from: "web", to: "worker (the run has begun)", ms: Math.max(0, watched.begunAt - since) },
        { from: "worker", to: "this machine (the run has ended)", ms: Math.max(0, watched.endedAt - since) },
      ],
    };
  },
};

/** Without a message a worker finds the run within 0.8 s, and web what was written within 2 s. */
const noticedMs = 1000;

function polled(ms: number) {
  return {
    problem: `The quickest of three runs of milliseconds took ${Math.round(ms)} ms: it was found by polling, or the machine is busy.`,
    advice:
      "Give web and every worker the same DATABASE_URL, KAFKA_BROKERS and PATCHBAY_SECRET, and start them anew; then look at their CPU.",
  };
}

async function runOnce(api: Api, pipelineId: string) {
  const body = { inputs: { name: "operator" } };
  const started = await api.call("POST", `${v1}/pipelines/${pipelineId}/runs`, { schema: Made, body });
  const since = performance.now();
  const watched = await watch(api, started.value.id);
  const gaps = gapsIn(watched.events);
  if (gaps.length > 0) {
    const advice = "Check that no proxy changes or caches text/event-stream. Otherwise this is a fault of Patchbay.";
    throw new Problem(`The events of a run came with gaps: ${gaps.slice(0, 3).join(", ")}.`, advice);
  }
  const { value } = await api.call("GET", `${v1}/runs/${started.value.id}`, { schema: Run });
  if (watched.events.at(-1)?.type !== "run.succeeded" || value.output?.greeting !== "Hello operator") {
    const advice = "Open the run in the editor: the step that failed says why.";
    throw new Problem(`The run ended as ${value.status}. ${value.error?.message ?? ""}`.trim(), advice);
  }
  return { acceptedMs: started.ms, since, watched };
}

export const model: Check = {
  name: "default model",
  // What does not run at all need not be waited for.
  needs: ["run"],
  async run(context) {
    const { api, options } = context;
    if (!options.wantsModel) throw new LeftOut("--no-model was given");
    const pipelineId = await makePipeline(context, "model", question);
    const path = `${v1}/pipelines/${pipelineId}/runs?wait=${modelLimitS}`;
    const body = { inputs: { question: "What is the colour of a ripe lemon? Answer in one word." } };
    const { value, status, ms } = await api.call("POST", path, {
      schema: Run,
      body,
      limitMs: (modelLimitS + 10) * 1000,
    });
    const advice = "Open Settings → Models and credentials and press Test beside the credential of the default model.";
    if (status === 202) throw new Problem(`The default model has not answered within ${modelLimitS} s.`, advice);
    if (value.status !== "succeeded") {
      throw new Problem(`The default model did not answer: ${value.error?.message ?? value.status}`, advice);
    }
    return { detail: "answers a question", hops: [{ from: "worker", to: "default model", ms }] };
  },
};

type MailAsk = { credential: string; from: string; to: string };

/** Sends one mail by a run, over the mail server of a credential. Returns why it could not be sent. */
export async function runMailPipeline(context: CheckContext, config: MailAsk): Promise<string | undefined> {
  const text = "npm run verify has sent this mail to see whether mail can be sent.";
  const node = { type: "send-email", version: 1, config: { ...config, subject: "npm run verify", text } };
  const pipelineId = await makePipeline(context, "mail", { nodes: { mail: node }, edges: [] });
  const path = `${v1}/pipelines/${pipelineId}/runs?wait=${mailLimitS}`;
  const { value } = await context.api.call("POST", path, {
    ...{ schema: Run, body: { inputs: {} }, limitMs: (mailLimitS + 10) * 1000 },
  });
  if (value.status === "succeeded") return undefined;
  return value.error?.message ?? `There was no answer within ${mailLimitS} seconds.`;
}

/** Makes a pipeline that is deleted again at the end, with its runs. */
export async function makePipeline({ api, cleanUp }: CheckContext, name: string, graph: object): Promise<string> {
  const body = { name: `npm run verify: ${name}`, graph };
  const { value } = await api.call("POST", `${v1}/pipelines`, { schema: Made, body });
  const path = `${v1}/pipelines/${value.id}`;
  cleanUp(`The pipeline “${body.name}”`, () => api.call("DELETE", path, { schema: z.unknown() }));
  return value.id;
}

/** Reads the events of a run to its end. After the second one the connection is given up, and another one goes on. */
async function watch(api: Api, runId: string) {
  const limit = AbortSignal.timeout(runLimitMs);
  const first: SeenEvent[] = [];
  const leave = new AbortController();
  const events: SeenEvent[] = [];
  let begunAt = 0;
  const note = (event: SeenEvent) => {
    events.push(event);
    if (event.type === "run.started") begunAt = performance.now();
  };
  for await (const event of await streamOf(api, { runId, after: 0, signal: AbortSignal.any([limit, leave.signal]) })) {
    note(event);
    first.push(event);
    if (first.length === 2 || isEnd(event)) break;
  }
  leave.abort();
  if (!events.some(isEnd)) {
    for await (const event of await streamOf(api, { runId, after: events.at(-1)?.id ?? 0, signal: limit })) {
      note(event);
      if (isEnd(event)) break;
    }
  }
  return { events, begunAt, endedAt: performance.now() };
}

type Stream = { runId: string; after: number; signal: AbortSignal };

async function streamOf(api: Api, { runId, after, signal }: Stream): Promise<AsyncGenerator<SeenEvent>> {
  const headers = { accept: "text/event-stream", "last-event-id": String(after) };
  const answer = await api.open(`${v1}/runs/${runId}/events`, { headers, signal });
  if (!answer.ok || !answer.body) {
    const advice = "Check that the proxy before Patchbay passes text/event-stream on.";
    throw new Problem(`The events of the run cannot be read: ${answer.status}.`, advice);
  }
  return untilLate(readEvents(answer.body));
}

async function* untilLate(events: AsyncGenerator<SeenEvent>): AsyncGenerator<SeenEvent> {
  try {
    yield* events;
  } catch (error) {
    const isLate = error instanceof Error && error.name === "TimeoutError";
    const problem = isLate
      ? `The run has not ended within ${runLimitMs / 1000} s, or its events did not arrive.`
      : `The connection with the events of the run broke: ${error instanceof Error ? error.message : error}.`;
    throw new Problem(problem, "Look at Settings → Workers, and whether a proxy holds text/event-stream back.");
  }
}

export const isEnd = ({ type }: SeenEvent) => ["run.succeeded", "run.failed", "run.cancelled"].includes(type);

const io = (from: string, to: string) => {
  const end = (text: string) => ({ node: text.split(".")[0], port: text.split(".")[1] });
  return { id: `${from}-${to}`.replaceAll(".", "-"), from: end(from), to: end(to) };
};

/** input → template → output. */
const greeting = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "name", kind: "text" }] } },
    greet: { type: "template", version: 1, config: { template: "Hello {{ name }}" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "greeting", kind: "text" }] } },
  },
  edges: [io("in.name", "greet.name"), io("greet.text", "out.greeting")],
};

/** input → chat model → output. A few tokens are enough, so an answer that is cut there counts as one. */
const question = {
  nodes: {
    in: { type: "input", version: 1, config: { fields: [{ name: "question", kind: "text" }] } },
    ask: {
      type: "chat-model",
      version: 1,
      config: { model: { provider: "default", model: "" }, maxTokens: 16, temperature: 0, onIncomplete: "continue" },
    },
    out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
  },
  edges: [io("in.question", "ask.prompt"), io("ask.reply", "out.answer")],
};
