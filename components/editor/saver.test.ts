import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addNode } from "../../lib/edit.ts";
import { emptyGraph, type Graph } from "../../lib/graph.ts";
import { BackendProblem, type Draft, type EditorBackend } from "./backend.ts";
import { createSaver } from "./saver.ts";
import { createEditor } from "./store.ts";

const withNode = (id: string) => (graph: Graph) =>
  addNode(graph, { id, node: { type: "x", version: 1, config: {} }, position: { x: 0, y: 0 } });

function setUp(graph = emptyGraph, revision = 1) {
  const saves: Draft[] = [];
  const server = { answer: async (draft: Draft): Promise<{ revision: number }> => ({ revision: draft.revision + 1 }) };
  const store = createEditor({ pipelineId: "p", name: "P", graph, revision, manifests: [] });
  const save = (draft: Draft) => {
    saves.push(draft);
    return server.answer(draft);
  };
  const never = () => Promise.reject(new Error("not asked for here"));
  const backend = new Proxy(
    { save, saveOnLeave: () => undefined },
    {
      get: (target, key) => (key === "save" ? target.save : key === "saveOnLeave" ? target.saveOnLeave : never),
    },
  ) as unknown as EditorBackend;
  const saver = createSaver(store, backend);
  return { store, saver, saves, server, stop: saver.start() };
}

beforeEach(() => {
  vi.useFakeTimers();
  const kept = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
  vi.stubGlobal("addEventListener", () => undefined);
  vi.stubGlobal("removeEventListener", () => undefined);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("many quick changes are one save with the last graph and the revision it is based on", async () => {
  const { store, saves, stop } = setUp();
  for (const id of ["a", "b", "c"]) store.getState().edit("Add", withNode(id));
  expect(store.getState().save.status).toBe("unsaved");
  await vi.advanceTimersByTimeAsync(1000);
  expect(saves).toHaveLength(1);
  expect(saves[0]!.revision).toBe(1);
  expect(Object.keys(saves[0]!.graph.nodes)).toEqual(["a", "b", "c"]);
  expect(store.getState().save.status).toBe("saved");
  expect(store.getState().revision).toBe(2);
  stop();
});

test("a lost connection is said, tried again and lost edits are none", async () => {
  const { store, saves, server, stop } = setUp();
  server.answer = () => Promise.reject(new BackendProblem("offline", "away"));
  store.getState().edit("Add", withNode("a"));
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState().save.status).toBe("offline");
  server.answer = async ({ revision }) => ({ revision: revision + 1 });
  await vi.advanceTimersByTimeAsync(3000);
  expect(store.getState().save.status).toBe("saved");
  expect(saves).toHaveLength(2);
  stop();
});

test("a save somebody forestalled offers both versions and overwrites neither by itself", async () => {
  const theirs = withNode("theirs")(emptyGraph);
  const { store, saver, saves, server, stop } = setUp();
  server.answer = () =>
    Promise.reject(new BackendProblem("stale", "changed", { stale: { revision: 7, graph: theirs } }));
  store.getState().edit("Add", withNode("mine"));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(saves).toHaveLength(1);
  expect(store.getState().save).toEqual({ status: "conflict", theirs, revision: 7 });
  saver.resolve("theirs");
  expect(store.getState().history.graph).toBe(theirs);
  store.getState().undo();
  expect(Object.keys(store.getState().history.graph.nodes)).toEqual(["mine"]);
  server.answer = async ({ revision }) => ({ revision: revision + 1 });
  await vi.advanceTimersByTimeAsync(1000);
  expect(saves.at(-1)!.revision).toBe(7);
  stop();
});

test("what a closed tab could not save is there again, as one undo step", async () => {
  const first = setUp();
  first.server.answer = () => new Promise(() => undefined);
  first.store.getState().edit("Add", withNode("a"));
  const again = setUp();
  expect(Object.keys(again.store.getState().history.graph.nodes)).toEqual(["a"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(again.store.getState().save.status).toBe("saved");
  const later = setUp(again.store.getState().history.graph, 2);
  expect(later.store.getState().history.past).toHaveLength(0);
});

test("a journal older than the server's draft asks instead of overwriting", () => {
  const first = setUp();
  first.store.getState().edit("Add", withNode("mine"));
  const again = setUp(withNode("theirs")(emptyGraph), 5);
  expect(again.store.getState().save.status).toBe("conflict");
  expect(Object.keys(again.store.getState().history.graph.nodes)).toEqual(["mine"]);
});
