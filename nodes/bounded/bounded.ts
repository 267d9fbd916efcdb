/**
 * Work on data from people, apart from the worker: within a time, within a memory limit, and in a process of its own. A
 * thread's memory limit alone does not hold: where an array or a text grows far past it at once, V8 ends the whole process
 * (Node 24.21: one of three tries), and every run of the worker with it.
 *
 * All work shares one process. When that ends by itself, the questions that were with it are asked again, each alone and in
 * another process: the one under which that ends too is given up.
 */
import { PatchbayError } from "../../lib/errors.ts";
import type { Bounded } from "./bounded-thread.ts";
import { type Asked, makeHost } from "./host-process.ts";
import type { Work } from "./host-protocol.ts";

const suspects: Asked[] = [];
let tried: Asked | undefined;

const shared = makeHost((undone) => {
  suspects.push(...undone);
  tryNext();
});
const trial = makeHost((undone) => {
  for (const asked of undone) asked.settle({ gaveUp: "it needs too much memory or crashed" });
});

/** Rejects with `cancelled` when the signal says so before there is an answer; `gaveUp` says why there is none. */
export function bounded(work: Work): Bounded {
  return {
    ask: (question, signal) =>
      new Promise((resolve, reject) => {
        const onAbort = () => {
          reject(new PatchbayError("cancelled", "The step was stopped."));
          forget(asked);
        };
        const asked: Asked = {
          work,
          question,
          settle(result) {
            signal.removeEventListener("abort", onAbort);
            resolve(result);
            if (tried === asked) endTrial();
          },
        };
        if (signal.aborted) return onAbort();
        signal.addEventListener("abort", onAbort, { once: true });
        shared.ask(asked);
      }),
  };
}

function tryNext(): void {
  if (tried) return;
  tried = suspects.shift();
  if (tried) trial.ask(tried);
}

function endTrial(): void {
  tried = undefined;
  tryNext();
}

function forget(asked: Asked): void {
  const at = suspects.indexOf(asked);
  if (at >= 0) suspects.splice(at, 1);
  shared.leave(asked);
  trial.leave(asked);
}
