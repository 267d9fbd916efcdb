/** The five-node pipeline of the pipeline bench with its whole history, and beside it the same flow in Node-RED, which keeps none. */
import { benchInputs } from "../bench-graph.ts";
import { nodeRedVersion, openNodeRed } from "../peers/node-red.ts";
import { openStack } from "../stack.ts";
import { makePost } from "./pipeline.ts";
import { takeTurns } from "./turns.ts";

export async function benchNodeRed(): Promise<Record<string, unknown>[]> {
  await using stack = await openStack("postgres");
  await using peer = await openNodeRed(benchInputs);
  const patchbay = { name: "Patchbay", post: await makePost(stack), pids: stack.pids };
  return await takeTurns(patchbay, { name: `Node-RED ${nodeRedVersion}`, post: peer.post, pids: peer.pids });
}
