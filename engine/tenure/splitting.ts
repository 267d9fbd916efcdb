import type { Plan } from "../../lib/graph/plan.ts";
import type { Log } from "../../platform/log.ts";
import type { Splitting } from "../scheduler/execute.ts";

type Deps = {
  /** How many other workers have capacity. */
  otherWorkers(): Promise<number>;
  log: Log;
};

/** Milliseconds that a pure node takes with what is written about it, until its body has been measured. */
const nodeMs = 0.03;
/** How often a body inside a body is expected to run. */
const innerRuns = 10;
/** Milliseconds that splitting takes before the first child run begins, and that each of them takes besides its items. */
const splitMs = 50;
const childMs = 10;

/**
 * Splits a list when its body waits for something, since child runs wait side by side. A body that only computes gains by
 * other workers alone, and only when it has more to compute than the child runs cost.
 */
export function makeSplitting({ otherWorkers, log }: Deps): Splitting {
  /** Milliseconds an item by the body; a worker keeps the plan of a body as long as that of the graph around it. */
  const measured = new WeakMap<Plan, number>();

  async function othersOrNone(): Promise<number> {
    try {
      return await otherWorkers();
    } catch (error) {
      log.debug({ err: error }, "the other workers could not be read; a list is not split");
      return 0;
    }
  }

  return {
    async isFaster({ body }, { items, perChild }) {
      if (!body) return false;
      if (mayWait(body)) return true;
      const hereMs = items * (measured.get(body) ?? expectedMs(body));
      const childrenMs = Math.ceil(items / perChild) * childMs;
      // With an endless number of workers it would take no less than this.
      if (hereMs <= splitMs) return false;
      const workers = 1 + (await othersOrNone());
      return splitMs + (hereMs + childrenMs) / workers < hereMs;
    },
    measured({ body }, items, ms) {
      if (body && items > 0) measured.set(body, ms / items);
    },
  };
}

function mayWait(body: Plan): boolean {
  return body.nodes.some((node) => {
    if (node.disabled || node.pinned) return false;
    return node.waits || (node.body !== undefined && mayWait(node.body));
  });
}

function expectedMs(body: Plan): number {
  let ms = 0;
  for (const node of body.nodes) ms += nodeMs + (node.body ? innerRuns * expectedMs(node.body) : 0);
  return ms;
}
