import type { Plan, PlanNode } from "../../lib/plan.ts";
import type { Values } from "../../lib/run.ts";
import type { GraphState } from "./collect-inputs.ts";

/** The nodes of a plan that are ready to start, and the outputs and edges that decide it. */
export class ReadyQueue implements GraphState {
  readonly plan: Plan;
  readonly outputs: (Values | undefined)[];
  readonly live: Uint8Array;
  /** Edges of each node that are not settled yet. */
  readonly #open: Int32Array;
  readonly #ready: number[] = [];

  constructor(plan: Plan) {
    this.plan = plan;
    this.outputs = new Array(plan.nodes.length);
    this.live = new Uint8Array(plan.edges.length);
    this.#open = Int32Array.from(plan.nodes, (node) => node.edgesIn);
  }

  start(): void {
    for (const node of this.plan.nodes) if (node.edgesIn === 0) this.#ready.push(node.index);
  }

  /** The next node of which every edge is settled. */
  next(): PlanNode | undefined {
    return this.plan.nodes[this.#ready.shift() ?? -1];
  }

  get hasReady(): boolean {
    return this.#ready.length > 0;
  }

  /** Passes a node's outputs on. An output that is absent, or a node that was skipped, leaves its edges dead. */
  settle(node: PlanNode, outputs: Values | undefined): void {
    this.outputs[node.index] = outputs;
    for (const number of node.edgesOut) {
      const edge = this.plan.edges[number];
      if (!edge) continue;
      if (outputs && Object.hasOwn(outputs, edge.fromPort) && outputs[edge.fromPort] !== undefined)
        this.live[number] = 1;
      const left = (this.#open[edge.to] ?? 0) - 1;
      this.#open[edge.to] = left;
      if (left === 0) this.#ready.push(edge.to);
    }
  }

  stop(): void {
    this.#ready.length = 0;
  }
}
