import type pg from "pg";
import type { Graph } from "../../lib/graph/graph.ts";
import { bodyOf } from "../../lib/graph/pipeline-ref.ts";
import { makePlan, type Plan, type PlanNode } from "../../lib/graph/plan.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { Values } from "../../lib/run.ts";
import { callNode } from "../../nodes/call.ts";
import type { Built, NodeType, Services } from "../../nodes/define.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import { assertFits } from "../journal/store-values.ts";
import type { ClaimedRun } from "../queue/claim/claimed-run.ts";
import { readSnapshot } from "../queue/snapshots/snapshots.ts";
import type { StepCall } from "../scheduler/step-call.ts";
import { assertSupported } from "./unsupported-node-version.ts";

type BuiltNode = Built<Values, Values>;
/** A plan and a way to run its nodes. */
export type PreparedRun = { plan: Plan; invoke(node: PlanNode, call: StepCall): Values | Promise<Values> };

export type PlanCacheDeps = {
  pool: pg.Pool;
  nodeTypes: readonly NodeType[];
  catalogue: Catalogue;
  servicesFor(workspaceId: string): Services;
};

const cacheSize = 200;

/**
 * Prepares runs: reads the frozen graph and those of its bodies, plans them and builds their nodes. Plans and pure
 * nodes are kept, because a frozen graph never changes; what calls a model or another system is built anew, because
 * credentials and defaults do.
 */
export function makePlanCache(deps: PlanCacheDeps): (run: ClaimedRun) => Promise<PreparedRun> {
  const types = new Map(deps.nodeTypes.map((nodeType) => [nodeType.type, nodeType]));
  const plans = new Map<string, Promise<Plan>>();
  const pure = new WeakMap<PlanNode, BuiltNode>();

  /** Snapshots name each other by their content, so there are no cycles; the depth was limited when they were frozen. */
  async function load(workspaceId: string, snapshotId: string, toolbox?: string): Promise<Plan> {
    const frozen = await readSnapshot(deps, workspaceId, snapshotId);
    assertSupported(frozen, types);
    const graph = upgrade(frozen, types);
    const bodies = new Map<string, Plan>();
    for (const [id, node] of Object.entries(graph.nodes)) {
      const manifest = deps.catalogue.get(node.type);
      const body = manifest && !node.disabled ? bodyOf(manifest, node) : undefined;
      if (body?.snapshotId !== undefined) bodies.set(id, await load(workspaceId, body.snapshotId, manifest?.toolbox));
    }
    return makePlan(graph, deps.catalogue, bodies, toolbox);
  }

  function planOf({ workspaceId, snapshotId }: ClaimedRun): Promise<Plan> {
    const plan = plans.get(snapshotId) ?? loadOnce(workspaceId, snapshotId);
    plans.delete(snapshotId);
    plans.set(snapshotId, plan);
    const [oldest] = plans.keys();
    if (plans.size > cacheSize && oldest !== undefined) plans.delete(oldest);
    return plan;
  }

  /** Runs that come together share the reading of their graph; after a reading that failed the next run reads it anew. */
  function loadOnce(workspaceId: string, snapshotId: string): Promise<Plan> {
    const plan = load(workspaceId, snapshotId);
    plan.catch(() => {
      if (plans.get(snapshotId) === plan) plans.delete(snapshotId);
    });
    return plan;
  }

  return async (run) => {
    const plan = await planOf(run);
    // Most runs have nothing to build.
    let services: Services | undefined;
    const fresh = new Map<PlanNode, BuiltNode>();

    function build(node: PlanNode): Promise<BuiltNode> | BuiltNode {
      const nodeType = types.get(node.type);
      if (!nodeType) throw new Error(`planned node of the unknown type ${node.type}`);
      services ??= deps.servicesFor(run.workspaceId);
      return nodeType.build({ config: node.config, nodeId: node.id, services });
    }

    async function buildAndCall(node: PlanNode, call: StepCall): Promise<Values> {
      const built = await build(node);
      if (node.effect === "pure") pure.set(node, built);
      else fresh.set(node, built);
      if (node.effect !== "effect") return assertFits(await callNode(built, call.values, call));
      crashPoint("before-effect");
      const outputs = await callNode(built, call.values, call);
      crashPoint("after-effect");
      return assertFits(outputs);
    }

    function invoke(node: PlanNode, call: StepCall): Values | Promise<Values> {
      const built = node.effect === "pure" ? pure.get(node) : fresh.get(node);
      if (!built) return buildAndCall(node, call);
      // A pure function that answers at once needs no promise and no signal.
      if (node.effect !== "pure" || typeof built !== "function")
        return callNode(built, call.values, call).then(assertFits);
      const result = built(call.values, call);
      return result instanceof Promise ? result.then(assertFits) : assertFits(result);
    }
    return { plan, invoke };
  };
}

/** Brings nodes of a former version of their type up to date; their edges stay. */
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
