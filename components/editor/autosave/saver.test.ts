import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { addNode, rename } from "../../../lib/edit/edit.ts";
import { emptyGraph, type Graph } from "../../../lib/graph/graph.ts";
import { BackendProblem, type Draft, type EditorBackend } from "../../api/backend.ts";
import { createEditor } from "../store/store.ts";
import { createSaver } from "./saver.ts";

const titled = (title: string) => (graph: Graph) => rename(graph, "a", title);
const withNode = (id: string) => (graph: Graph) =>
  addNode(graph, { id, node: { type: "x", version: 1, config: {} }, position: { x: 0, y: 0 } });

function setUp(graph = emptyGraph, revision = 1) {
  const saves: Draft[] = [];
  const notices: string[] = [];
  const server = {
    draft: { revision, graph },
    answer: async (draft: Draft): Promise<{ revision: number }> => ({ revision: draft.revision + 1 }),
  };
  const store = createEditor({ pipelineId: "p", name: "P", graph, revision, manifests: [] });
  const save = (draft: Draft) => {
    saves.push(draft);
    return server.answer(draft);
  };
  const never = () => Promise.reject(new Error("not asked for here"));
  const backend = new Proxy(
    { save, saveOnLeave: () => undefined, readDraft: async () => server.draft },
    { get: (target, key) => Reflect.get(target, key) ?? never },
  ) as unknown as EditorBackend;
  const saver = createSaver(store, backend, (text) => notices.push(text));
  return { store, saver, saves, server, notices, stop: saver.start() };
}

beforeEach(() => {
  vi.useFakeTimers();
  const kept: Record<string, string> = {};
  const methods = {
    getItem: (key: string) => kept[key] ?? null,
    setItem: (key: string, value: string) => {
      kept[key] = value;
    },
    removeItem: (key: string) => delete kept[key],
  };
  // Like the browser's: its keys are its own properties.
  vi.stubGlobal("localStorage", new Proxy(kept, { get: (_, key) => Reflect.get(methods, key) }));
  vi.stubGlobal("navigator", {});
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

test("what is edited while a save is on its way is unsaved until the next save has it", async () => {
  const { store, saves, server, stop } = setUp();
  const answers: (() => void)[] = [];
  server.answer = ({ revision }) =>
    new Promise((resolve) => void answers.push(() => resolve({ revision: revision + 1 })));
  store.getState().edit("Add", withNode("a"));
  await vi.advanceTimersByTimeAsync(650);
  store.getState().edit("Add", withNode("b"));
  answers[0]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(store.getState().save.status).toBe("unsaved");
  await vi.advanceTimersByTimeAsync(650);
  answers[1]?.();
  await vi.advanceTimersByTimeAsync(0);
  expect(saves.map(({ graph }) => Object.keys(graph.nodes))).toEqual([["a"], ["a", "b"]]);
  expect(store.getState()).toMatchObject({ revision: 3, save: { status: "saved" } });
  stop();
});

test("a change that is undone before it was sent leaves nothing to save", async () => {
  const { store, saves, stop } = setUp();
  store.getState().edit("Add", withNode("a"));
  store.getState().undo();
  expect(store.getState().save.status).toBe("saved");
  await vi.advanceTimersByTimeAsync(1000);
  expect(saves).toHaveLength(0);
  stop();
});

test("a lost connection is shown and retried, and no edits are lost", async () => {
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

test("a fault of the server's own is shown, and retried when it may be over", async () => {
  const { store, saves, server, stop } = setUp();
  server.answer = () => Promise.reject(new BackendProblem("refused", "Our fault.", { code: "internal" }));
  store.getState().edit("Add", withNode("a"));
  await vi.advanceTimersByTimeAsync(1000);
  expect(store.getState().save).toEqual({ status: "refused", reason: "Our fault." });
  server.answer = async ({ revision }) => ({ revision: revision + 1 });
  await vi.advanceTimersByTimeAsync(16_000);
  expect(store.getState().save.status).toBe("saved");
  expect(saves).toHaveLength(2);
  stop();
});

test("a save that came too late merges automatically when the edits do not touch each other, and shows a notice", async () => {
  const { store, saves, server, notices, stop } = setUp(withNode("a")(emptyGraph));
  const theirs = titled("Theirs")(withNode("a")(emptyGraph));
  server.answer = () =>
    Promise.reject(new BackendProblem("stale", "changed", { stale: { revision: 7, graph: theirs } }));
  store.getState().edit("Add", withNode("mine"));
  await vi.advanceTimersByTimeAsync(650);
  server.answer = async ({ revision }) => ({ revision: revision + 1 });
  await vi.advanceTimersByTimeAsync(2000);
  expect(saves.map(({ revision }) => revision)).toEqual([1, 7]);
  expect(saves.at(-1)!.graph.nodes).toMatchObject({ a: { title: "Theirs" }, mine: {} });
  expect(notices).toEqual(["Merged with changes saved elsewhere: 1 node."]);
  expect(store.getState()).toMatchObject({ revision: 8, save: { status: "saved" } });
  store.getState().undo();
  expect(Object.keys(store.getState().history.graph.nodes)).toEqual(["a"]);
  expect(store.getState().history.graph.nodes.a?.title).toBe("Theirs");
  stop();
});

test("edits that clash wait for a person, and whatever is chosen the rest is an undo away", async () => {
  const start = withNode("a")(emptyGraph);
  const theirs = withNode("new")(titled("Theirs")(start));
  const { store, saver, saves, server, stop } = setUp(start);
  server.answer = () =>
    Promise.reject(new BackendProblem("stale", "changed", { stale: { revision: 7, graph: theirs } }));
  store.getState().edit("Add", withNode("mine"));
  store.getState().edit("Rename", titled("Mine"));
  await vi.advanceTimersByTimeAsync(30_000);
  expect(saves).toHaveLength(1);
  expect(store.getState().save).toMatchObject({ status: "conflict", revision: 7 });
  expect(store.getState().history.graph.nodes.a?.title).toBe("Mine");
  server.answer = async ({ revision }) => ({ revision: revision + 1 });
  saver.resolve(new Map([["field/a/title", "theirs"]]));
  await vi.advanceTimersByTimeAsync(1000);
  expect(saves.at(-1)!).toMatchObject({ revision: 7, graph: { nodes: { a: { title: "Theirs" }, new: {}, mine: {} } } });
  store.getState().undo();
  expect(store.getState().history.graph.nodes).toMatchObject({ a: { title: "Mine" }, new: {} });
  store.getState().undo();
  expect(store.getState().history.graph).toEqual(theirs);
  stop();
});

test("a page that changed nothing follows what is saved elsewhere, and saves nothing itself", async () => {
  const { store, saver, saves, server, notices, stop } = setUp(withNode("a")(emptyGraph));
  server.draft = { revision: 4, graph: titled("Theirs")(withNode("a")(emptyGraph)) };
  saver.hear(4);
  await vi.advanceTimersByTimeAsync(2000);
  expect(store.getState()).toMatchObject({ revision: 4, save: { status: "saved" } });
  expect(store.getState().history.graph.nodes.a?.title).toBe("Theirs");
  expect(store.getState().history.past).toEqual([]);
  expect([saves, notices]).toEqual([[], []]);
  stop();
});

test("a change that comes while the draft is being read is not missed", async () => {
  const { store, saver, server, stop } = setUp(withNode("a")(emptyGraph));
  server.draft = { revision: 4, graph: titled("Fourth")(withNode("a")(emptyGraph)) };
  saver.hear(4);
  saver.hear(5);
  await vi.advanceTimersByTimeAsync(1);
  server.draft = { revision: 5, graph: titled("Fifth")(withNode("a")(emptyGraph)) };
  await vi.advanceTimersByTimeAsync(2000);
  expect(store.getState()).toMatchObject({ revision: 5, history: { graph: { nodes: { a: { title: "Fifth" } } } } });
  stop();
});

test("a newer revision that arrives during a drag waits until the drag ends", async () => {
  const { store, saver, server, stop } = setUp(withNode("a")(emptyGraph));
  server.draft = { revision: 4, graph: withNode("new")(withNode("a")(emptyGraph)) };
  store.getState().begin("Move");
  saver.hear(4);
  await vi.advanceTimersByTimeAsync(2000);
  expect(Object.keys(store.getState().history.graph.nodes)).toEqual(["a"]);
  store.getState().end();
  await vi.advanceTimersByTimeAsync(2000);
  expect(Object.keys(store.getState().history.graph.nodes)).toEqual(["a", "new"]);
  stop();
});

test("what a closed tab could not save is there again, as one undo step", async () => {
  const first = setUp();
  first.server.answer = () => new Promise(() => undefined);
  first.store.getState().edit("Add", withNode("a"));
  const again = setUp();
  await vi.advanceTimersByTimeAsync(1);
  await vi.dynamicImportSettled();
  expect(Object.keys(again.store.getState().history.graph.nodes)).toEqual(["a"]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(again.store.getState().save.status).toBe("saved");
  const later = setUp(again.store.getState().history.graph, 2);
  await vi.advanceTimersByTimeAsync(1);
  await vi.dynamicImportSettled();
  expect(later.store.getState().history.past).toHaveLength(0);
});

test("a stored draft older than the server's draft merges with it, and asks only about what clashes", async () => {
  const start = withNode("a")(emptyGraph);
  const first = setUp(start);
  first.server.answer = () => new Promise(() => undefined);
  first.store.getState().edit("Add", withNode("mine"));
  const again = setUp(titled("Theirs")(start), 5);
  await vi.advanceTimersByTimeAsync(1);
  await vi.dynamicImportSettled();
  expect(again.store.getState().history.graph.nodes).toMatchObject({ a: { title: "Theirs" }, mine: {} });

  const second = setUp(start);
  second.server.answer = () => new Promise(() => undefined);
  second.store.getState().edit("Rename", titled("Mine"));
  const clash = setUp(titled("Theirs")(start), 5);
  await vi.advanceTimersByTimeAsync(1);
  await vi.dynamicImportSettled();
  expect(clash.store.getState().save).toMatchObject({ status: "conflict", revision: 5 });
  expect(clash.store.getState().history.graph.nodes.a?.title).toBe("Mine");
});
