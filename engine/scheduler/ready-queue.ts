import type { Plan, PlanNode } from "../../lib/graph/plan.ts";
import type { Values } from "../../lib/run.ts";
import type { GraphState } from "./collect-inputs.ts";

/** The nodes of a plan that are ready to start, and the outputs and edges that decide it. */
export class ReadyQueue implements GraphState {
  readonly plan: Plan;
  readonly outputs: (Values | undefined)[];
  readonly live: Uint8Array;
  readonly trigger: string | undefined;
  /** Edges of each node that are not settled yet. */
  readonly #open: Int32Array;
  readonly #ready: number[] = [];
  /** For each node that is settled, its place in the order in which they were. */
  readonly #arrivals: number[] = [];
  #settled: number;

  /** `settled`: how many steps of the run had ended before it was taken up. `trigger`: the node that started it. */
  constructor(plan: Plan, settled = 0, trigger?: string) {
    this.#settled = settled;
    this.plan = plan;
    this.trigger = trigger;
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

  /**
   * Passes a node's outputs on. An output that is absent, or a node that was skipped, leaves its edges dead. `arrival` is
   * for what did not happen just now.
   */
  settle(node: PlanNode, outputs: Values | undefined, arrival = this.#settled++): void {
    this.outputs[node.index] = outputs;
    this.#arrivals[node.index] = arrival;
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

  /** When the last of what came into a node arrived, for one that only lets it through. */
  lastArrival(node: PlanNode): number {
    return Math.max(0, ...node.inputs.flatMap(({ edges }) => edges.map((edge) => this.#arrivalOf(edge))));
  }

  /** For each input that takes many edges: the places of its values in its list, in the order in which they arrived. */
  arrivals({ inputs }: PlanNode): Record<string, number[]> | undefined {
    const many = inputs.filter(({ isMultiple }) => isMultiple);
    if (many.length === 0) return undefined;
    const inOrder = many.map(({ port, edges }): [string, number[]] => {
      const arrived = edges.filter((edge) => this.live[edge] === 1).map((edge) => this.#arrivalOf(edge));
      return [port, [...arrived.keys()].sort((a, b) => (arrived[a] ?? 0) - (arrived[b] ?? 0))];
    });
    return Object.fromEntries(inOrder);
  }

  #arrivalOf(edge: number): number {
    return this.#arrivals[this.plan.edges[edge]?.from ?? -1] ?? 0;
  }

  stop(): void {
    this.#ready.length = 0;
  }
}
