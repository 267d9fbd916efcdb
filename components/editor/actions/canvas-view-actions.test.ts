import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addNode } from "../../../lib/edit/edit.ts";
import { emptyGraph } from "../../../lib/graph/graph.ts";
import { createEditor } from "../store/store.ts";
import type { ViewPort } from "../store/view-port.ts";
import { showComparison } from "./canvas-view-actions.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const graph = addNode(emptyGraph, {
  id: "a",
  node: { type: "x", version: 1, config: {} },
  position: { x: 0, y: 0 },
});

function openComparison() {
  const store = createEditor({ pipelineId: "p", name: "P", graph, revision: 1, manifests: [] });
  const fits: unknown[] = [];
  const viewPort = {
    fit: (options: object) => void fits.push(options),
    viewport: () => ({ x: 0, y: 0, zoom: 1 }),
  } as unknown as ViewPort;
  store.setState({ viewPort });
  const never = () => Promise.reject(new Error("not asked for here"));
  const parts = { store, runs: new Proxy({}, { get: () => never }) as never };
  showComparison(parts, { label: "Version 1", graph: emptyGraph }, { label: "Version 2", graph });
  return { store, fits };
}

test("a comparison is shown as a whole once its panel has taken its space", () => {
  const { fits } = openComparison();
  vi.runAllTimers();
  expect(fits).toEqual([{ padding: 0.1, maxZoom: 1 }]);
});

test("who has gone to a change by then stays there", () => {
  const { store, fits } = openComparison();
  store.getState().select({ nodes: new Set(["a"]) });
  vi.runAllTimers();
  expect(fits).toEqual([]);
});
