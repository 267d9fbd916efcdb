/**
 * What a model call costs besides the model: a Chat model node beside the LangChain model that it asks, many streams at once,
 * three calls one after the other beside LangGraph.js, and what loading all providers takes. The model is a process on
 * loopback. Those that are compared take turns, and what is told is their ratio or difference turn by turn.
 */
import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import type { BaseChatModel } from "@langchain/core/language_models/chat_models";
import { HumanMessage } from "@langchain/core/messages";
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";
import { z } from "zod";
import { execute } from "../../engine/scheduler/execute.ts";
import type { StepCall } from "../../engine/scheduler/step-call.ts";
import { Graph } from "../../lib/graph/graph.ts";
import { makePlan, type PlanNode } from "../../lib/graph/plan.ts";
import type { Values } from "../../lib/run.ts";
import { callNode } from "../../nodes/call.ts";
import { makeCatalogue } from "../../nodes/catalogue.ts";
import type { Services } from "../../nodes/define.ts";
import { nodeTypes } from "../../nodes/index.ts";
import { openModels } from "../../nodes/models/models.ts";
import { round, summarise } from "../statistics.ts";
import { loadProviders } from "./providers-loaded.ts";

const turns = Number(process.env.BENCH_TURNS ?? 200);
const warmUp = 30;
const streams = 50;
const question = "How are you?";
const ref = { provider: "openai-compatible", model: "m", credential: "c" } as const;

export async function benchModels(): Promise<Record<string, unknown>[]> {
  return [...(await calls()), ...(await manyStreams()), ...(await loadProviders())];
}

/** One call, and three, each with a short answer. */
async function calls(): Promise<Record<string, unknown>[]> {
  await using peer = await openPeer({ words: 20, delayMs: 0 });
  const model = await peer.model();
  const bare = () => model.invoke([new HumanMessage(question)]);
  const [one, three] = [pipeline(peer.services, 1), pipeline(peer.services, 3)];
  const langGraph = langGraphOf(model, 3);
  const single = await inTurns({ bare, node: one }, turns);
  const triple = await inTurns({ langGraph, pipeline: three }, turns);
  return [
    row(
      "chat node over its LangChain call, ms",
      single.map(({ node = 0, bare = 0 }) => node - bare),
    ),
    row(
      "three calls, beside LangGraph.js (1 is the same)",
      triple.map(({ pipeline = 0, langGraph = 1 }) => pipeline / langGraph),
    ),
    row(
      "three calls over LangGraph.js, ms",
      triple.map(({ pipeline = 0, langGraph = 0 }) => pipeline - langGraph),
    ),
  ];
}

/** Tokens a second of streams side by side, beside as many bare ones. */
async function manyStreams(): Promise<Record<string, unknown>[]> {
  const rows = [];
  for (const delayMs of [0, 20]) {
    await using peer = await openPeer({ words: 200, delayMs });
    const model = await peer.model();
    const each = (run: () => Promise<unknown>) => () => Promise.all(Array.from({ length: streams }, run));
    const bare = each(async () => {
      for await (const _ of await model.stream([new HumanMessage(question)]));
    });
    const taken = await inTurns({ bare, node: each(pipeline(peer.services, 1)) }, delayMs === 0 ? 20 : 5, 2);
    const pace = delayMs === 0 ? "as fast as it can" : `a token each ${delayMs} ms`;
    rows.push(
      row(
        `${streams} streams, ${pace}: tokens/s beside bare`,
        taken.map(({ bare = 0, node = 1 }) => bare / node),
      ),
    );
  }
  return rows;
}

type Runs = Record<string, () => Promise<unknown>>;

/** How long each takes, in turns; who begins changes with each. */
async function inTurns(runs: Runs, count: number, warm = warmUp): Promise<Record<string, number>[]> {
  const taken: Record<string, number>[] = [];
  for (let turn = -warm; turn < count; turn += 1) {
    const times: Record<string, number> = {};
    const order = turn % 2 === 0 ? Object.entries(runs) : Object.entries(runs).toReversed();
    for (const [name, run] of order) {
      const began = performance.now();
      await run();
      times[name] = performance.now() - began;
    }
    if (turn >= 0) taken.push(times);
  }
  return taken;
}

function row(bench: string, values: readonly number[]) {
  const { p50, count } = summarise(values);
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => round(sorted[Math.floor(share * (sorted.length - 1))] ?? Number.NaN);
  const load = `${round(loadavg()[0] ?? Number.NaN)} of ${availableParallelism()}`;
  return { bench, median: round(p50), "10 %": at(0.1), "90 %": at(0.9), turns: count, load };
}

/** A chain of Chat model nodes, through the scheduler, with tokens heard. */
function pipeline(services: Services, length: number): () => Promise<unknown> {
  const names = Array.from({ length }, (_, index) => `chat${index}`);
  const graph = Graph.parse({
    nodes: {
      in: { type: "input", version: 1, config: { fields: [{ name: "q", kind: "text" }] } },
      ...Object.fromEntries(names.map((name) => [name, { type: "chat-model", version: 1, config: { model: ref } }])),
    },
    edges: names.map((name, index) => ({
      id: `e${index}`,
      from: index === 0 ? { node: "in", port: "q" } : { node: `chat${index - 1}`, port: "reply" },
      to: { node: name, port: "prompt" },
    })),
  });
  const plan = makePlan(graph, makeCatalogue(nodeTypes));
  const types = new Map(nodeTypes.map((type) => [type.type, type]));
  async function invoke(node: PlanNode, call: StepCall): Promise<Values> {
    const type = types.get(node.type);
    if (!type) throw new Error(`there is no node type ${node.type}`);
    return await callNode(await type.build({ config: node.config, nodeId: node.id, services }), call.values, call);
  }
  return async () => {
    const outcome = await execute({
      ...{ plan, input: { q: question }, completed: new Map(), invoke },
      ...{ durable: async () => {}, emit: () => {}, keyOf: (at) => at.path },
      clock: { now: () => performance.now(), setTimer },
      random: Math.random,
      signal: new AbortController().signal,
      limits: { parallel: 32, runMs: 60_000, attemptMs: 60_000 },
    });
    if (outcome.status !== "succeeded") throw new Error(`a run went wrong: ${JSON.stringify(outcome)}`);
  };
}

function setTimer(ms: number, fire: () => void): () => void {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
}

const State = Annotation.Root({ text: Annotation<string>({ reducer: (_old, value) => value, default: () => "" }) });

/** The same chain of the same model in LangGraph.js. */
function langGraphOf(model: BaseChatModel, length: number): () => Promise<unknown> {
  const graph: StateGraph<typeof State.spec, typeof State.State, typeof State.Update, string> = new StateGraph(State);
  for (let index = 0; index < length; index += 1) {
    graph.addNode(`n${index}`, async ({ text }) => ({ text: (await model.invoke([new HumanMessage(text)])).text }));
    graph.addEdge(index === 0 ? START : `n${index - 1}`, `n${index}`);
  }
  graph.addEdge(`n${length - 1}`, END);
  const compiled = graph.compile();
  return () => compiled.invoke({ text: question });
}

async function openPeer({ words, delayMs }: { words: number; delayMs: number }) {
  const child = fork(fileURLToPath(new URL("model-server.ts", import.meta.url)), [String(words), String(delayMs)], {
    execArgv: ["--no-warnings"],
  });
  const [{ port }] = z
    .tuple([z.object({ port: z.number() })])
    .rest(z.unknown())
    .parse(await once(child, "message"));
  const baseUrl = `http://127.0.0.1:${port}/v1`;
  const credential = { provider: "openai-compatible", baseUrl, host: new URL(baseUrl).host, secret: "sk" };
  const models = openModels({
    ...{ home: "", mode: "none" },
    readCredential: async () => credential,
    readDefaultModel: async () => ref,
  });
  const refuse = () => {
    throw new Error("this bench asks models alone");
  };
  const services: Services = {
    ...{ models, fetch: refuse, fetchAs: refuse },
    collections: { search: refuse, find: refuse, nearest: refuse, add: refuse },
    state: { get: refuse, change: refuse },
    cache: { find: refuse, keep: refuse, drop: refuse },
    topics: { publish: refuse },
    mail: { send: refuse },
    files: { read: refuse, save: refuse },
  };
  return {
    services,
    model: () => models.chat(ref, {}),
    async [Symbol.asyncDispose]() {
      await models.close();
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}
