/**
 * Undo as a stack of immutable graphs. One gesture is one step: a drag opens a gesture, changes the graph many times
 * and closes it; typing in one field coalesces by key while the pauses are short.
 */
import type { Graph } from "../graph/graph.ts";

const historyLimit = 500;
/** Milliseconds of rest after which typing in the same field begins a new step. */
const coalesceWithin = 1500;

/** The graph to return to, and what the step away from it did. */
export type Step = { graph: Graph; label: string };

export type History = {
  graph: Graph;
  past: readonly Step[];
  future: readonly Step[];
  /** The open gesture: everything until it ends is one step. */
  gesture?: Step | undefined;
  /** What the last step coalesces with, and until when (milliseconds). */
  last?: { key: string; until: number } | undefined;
};

export type Change = { label: string /** Same key, same step. */; key?: string; now: number };

export function openHistory(graph: Graph): History {
  return { graph, past: [], future: [] };
}

export function apply(history: History, graph: Graph, { label, key, now }: Change): History {
  if (graph === history.graph) return history;
  if (history.gesture) return { ...history, graph };
  const last = key === undefined ? undefined : { key, until: now + coalesceWithin };
  if (key !== undefined && history.last?.key === key && now <= history.last.until) {
    return { ...history, graph, future: [], last };
  }
  return { graph, past: push(history.past, { graph: history.graph, label }), future: [], last };
}

export function beginGesture(history: History, label: string): History {
  return history.gesture ? history : { ...history, gesture: { graph: history.graph, label } };
}

/** Closes the gesture as one step; a gesture that changed nothing leaves no trace. */
export function endGesture(history: History): History {
  const { gesture, ...rest } = history;
  if (!gesture || gesture.graph === history.graph) return rest;
  return { graph: history.graph, past: push(history.past, gesture), future: [] };
}

/** Gives up the gesture: back to where it began. */
export function bailGesture(history: History): History {
  const { gesture, ...rest } = history;
  return gesture ? { ...rest, graph: gesture.graph } : history;
}

export function undo(history: History): History {
  const closed = endGesture(history);
  const step = closed.past.at(-1);
  if (!step) return closed;
  return {
    graph: step.graph,
    past: closed.past.slice(0, -1),
    future: [{ graph: closed.graph, label: step.label }, ...closed.future],
  };
}

export function redo(history: History): History {
  const closed = endGesture(history);
  const [step, ...future] = closed.future;
  if (!step) return closed;
  return { graph: step.graph, past: push(closed.past, { graph: closed.graph, label: step.label }), future };
}

/** The graph after so many steps from the oldest one kept: 0 is before all of them. */
export function jump(history: History, steps: number): History {
  let next = endGesture(history);
  while (next.past.length > Math.max(0, steps)) next = undo(next);
  while (next.past.length < steps && next.future.length > 0) next = redo(next);
  return next;
}

function push(past: readonly Step[], step: Step): readonly Step[] {
  return [...past.slice(-(historyLimit - 1)), step];
}
