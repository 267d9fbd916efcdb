import type pg from "pg";
import type { Graph } from "../lib/graph.ts";
import type { Catalogue } from "../lib/manifest.ts";
import { makePlan, type Plan, type PlanNode } from "../lib/plan.ts";
import type { Values } from "../lib/run.ts";
import { callNode } from "../nodes/call.ts";
import type { Built, NodeType, Services } from "../nodes/define.ts";
import { crashPoint } from "../server/crash-point.ts";
import { readSnapshot } from "../server/runs.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import type { StepCall } from "./step-call.ts";
import { assertFits } from "./store-values.ts";

type BuiltNode = Built<Values, Values>;
type Prepared = { plan: Plan; pure: (BuiltNode | undefined)[] };
/** A plan and a way to run its nodes. */
export type Preparation = { plan: Plan; invoke(node: PlanNode, call: StepCall): Values | Promise<Values> };

export type PrepareDeps = {
  pool: pg.Pool;
  nodeTypes: readonly NodeType[];
  catalogue: Catalogue;
  servicesFor(workspaceId: string): Services;
};

const cached = 200;

/**
 * Makes runs ready: reads the frozen graph, plans it and builds its nodes. Plans and pure nodes are kept, because a
 * frozen graph never changes; what calls a model or the outside is built anew, because credentials and defaults do.
 */
export function makePreparer(deps: PrepareDeps): (run: ClaimedRun) => Promise<Preparation> {
  const types = new Map(deps.nodeTypes.map((nodeType) => [nodeType.type, nodeType]));
  const cache = new Map<string, Prepared>();

  async function load(run: ClaimedRun): Promise<Prepared> {
    const graph = upgrade(await readSnapshot(deps, run.workspaceId, run.snapshotId), types);
    const plan = makePlan(graph, deps.catalogue);
    return { plan, pure: new Array(plan.nodes.length) };
  }

  return async (run) => {
    const prepared = cache.get(run.snapshotId) ?? (await load(run));
    cache.delete(run.snapshotId);
    cache.set(run.snapshotId, prepared);
    const [oldest] = cache.keys();
    if (cache.size > cached && oldest !== undefined) cache.delete(oldest);
    const services = deps.servicesFor(run.workspaceId);
    const fresh = new Map<number, BuiltNode>();

    function build(node: PlanNode): Promise<BuiltNode> | BuiltNode {
      const nodeType = types.get(node.type);
      if (!nodeType) throw new Error(`planned node of the unknown type ${node.type}`);
      return nodeType.build({ config: node.config, nodeId: node.id, services });
    }

    async function buildAndCall(node: PlanNode, call: StepCall): Promise<Values> {
      const built = await build(node);
      if (node.effect === "pure") prepared.pure[node.index] = built;
      else fresh.set(node.index, built);
      if (node.effect !== "effect") return assertFits(await callNode(built, call.values, call));
      crashPoint("before-effect");
      const outputs = await callNode(built, call.values, call);
      crashPoint("after-effect");
      return assertFits(outputs);
    }

    function invoke(node: PlanNode, call: StepCall): Values | Promise<Values> {
      const built = prepared.pure[node.index] ?? fresh.get(node.index);
      if (!built) return buildAndCall(node, call);
      // A pure function that answers at once needs no promise and no signal.
      if (node.effect !== "pure" || typeof built !== "function")
        return callNode(built, call.values, call).then(assertFits);
      const result = built(call.values, call);
      return result instanceof Promise ? result.then(assertFits) : assertFits(result);
    }
    return { plan: prepared.plan, invoke };
  };
}

/** Brings nodes of a former version of their type up to date; their wires stay. */
function upgrade(graph: Graph, types: ReadonlyMap<string, NodeType>): Graph {
  const nodes = { ...graph.nodes };
  for (const [id, node] of Object.entries(graph.nodes)) {
    const nodeType = types.get(node.type);
    if (!nodeType || node.version >= nodeType.version) continue;
    const steps = (nodeType.upgrades ?? []).slice(node.version - 1);
    const config = steps.reduce((old, step) => step(old), node.config);
    nodes[id] = { ...node, version: nodeType.version, config };
  }
  return { ...graph, nodes };
}
