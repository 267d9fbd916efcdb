/** What the same shapes cost in LangGraph.js and LangChain, measured as the scheduler itself is: µs a node. */
import { langGraphChain, langGraphFan, type Peer, sequenceChain, sequenceFan } from "../peers/langchain.ts";
import { round, summarise } from "../statistics.ts";

const shapes: [string, () => Peer][] = [
  ["chain of 100", () => langGraphChain(100)],
  ["1→50→1", () => langGraphFan(50)],
  ["chain of 1,000", () => langGraphChain(1000)],
  ["chain of 100", () => sequenceChain(100)],
  ["1→50→1", () => sequenceFan(50)],
  ["chain of 1,000", () => sequenceChain(1000)],
];

export async function benchSchedulerPeers(): Promise<Record<string, unknown>[]> {
  // Tracing and its environment variables are none of our business here.
  process.env.LANGCHAIN_TRACING_V2 = "false";
  const rows: Record<string, unknown>[] = [];
  for (const [shape, make] of shapes) {
    const { name, nodes, run } = make();
    const rounds = Math.max(10, Math.round(10_000 / nodes));
    const times: number[] = [];
    for (let turn = 0; turn < rounds; turn += 1) {
      const began = performance.now();
      await run();
      if (turn >= rounds / 4) times.push(((performance.now() - began) * 1000) / nodes);
    }
    const { p50, p95, min } = summarise(times);
    const figures = { "p50 µs/node": round(p50), "p95 µs/node": round(p95), "min µs/node": round(min) };
    rows.push({ bench: `${name}, ${shape}`, ...figures });
  }
  return rows;
}
