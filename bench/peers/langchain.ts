/** The shapes of the scheduler bench in LangGraph.js and in LangChain's own sequences, with the same work: none. */
import { RunnableLambda, RunnableMap, RunnableSequence } from "@langchain/core/runnables";
import { Annotation, END, START, StateGraph } from "@langchain/langgraph";

export type Peer = { name: string; nodes: number; run(): Promise<unknown> };

const State = Annotation.Root({ y: Annotation<number>({ reducer: (_old, value) => value, default: () => 0 }) });
const answer = () => ({ y: 1 });

export function langGraphChain(length: number): Peer {
  const names = Array.from({ length }, (_, index) => `n${index}`);
  return graphOf(
    names,
    names.map((name, index): [string, string] => [index === 0 ? START : `n${index - 1}`, name]),
    [names.at(-1) ?? START],
  );
}

export function langGraphFan(width: number): Peer {
  const middle = Array.from({ length: width }, (_, index) => `m${index}`);
  const edges: [string, string][] = [[START, "first"], ...middle.map((name): [string, string] => ["first", name])];
  return graphOf(["first", ...middle, "last"], edges, ["last"], { from: middle, to: "last" });
}

function graphOf(
  names: readonly string[],
  edges: readonly [string, string][],
  ends: readonly string[],
  join?: { from: string[]; to: string },
): Peer {
  // Names are made here, so the graph's own typing of them is of no use.
  const graph: StateGraph<typeof State.spec, typeof State.State, typeof State.Update, string> = new StateGraph(State);
  for (const name of names) graph.addNode(name, answer);
  for (const [from, to] of edges) graph.addEdge(from === START ? START : from, to);
  if (join) graph.addEdge(join.from, join.to);
  for (const name of ends) graph.addEdge(name, END);
  const compiled = graph.compile();
  const options = { recursionLimit: names.length + 10 };
  return { name: "LangGraph StateGraph", nodes: names.length, run: () => compiled.invoke({ y: 0 }, options) };
}

export function sequenceChain(length: number): Peer {
  const [first, ...rest] = Array.from({ length }, () => RunnableLambda.from(answer));
  const last = rest.pop();
  if (!first || !last) throw new Error("a sequence has two members at least");
  return peerOf(new RunnableSequence({ first, middle: rest, last }), length);
}

export function sequenceFan(width: number): Peer {
  const steps = Object.fromEntries(
    Array.from({ length: width }, (_, index) => [`m${index}`, RunnableLambda.from(answer)]),
  );
  const [first, last] = [RunnableLambda.from(answer), RunnableLambda.from(answer)];
  return peerOf(new RunnableSequence({ first, middle: [RunnableMap.from(steps)], last }), width + 2);
}

function peerOf(sequence: RunnableSequence, nodes: number): Peer {
  return { name: "LangChain RunnableSequence", nodes, run: () => sequence.invoke({ y: 0 }) };
}
