/**
 * How close a run comes to what it costs at the least on this very machine: the five-node pipeline of the pipeline bench,
 * and beside it the same five expressions on a bare path that keeps none of the promises.
 */
import { benchInputs } from "../bench-graph.ts";
import { openBareStack } from "../peers/bare.ts";
import { openStack } from "../stack.ts";
import { makePost } from "./pipeline.ts";
import { takeTurns } from "./turns.ts";

export async function benchCeiling(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  await using bare = await openBareStack(benchInputs);
  const patchbay = { name: "Patchbay", post: await makePost(stack), pids: stack.pids };
  return await takeTurns(patchbay, { name: "bare path", post: bare.post, pids: bare.pids });
}
