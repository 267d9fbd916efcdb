import { expect, test } from "../../helpers/stories/story.ts";
import { patient } from "../pages/pages-pipelines.ts";
import {
  boxSelect,
  card,
  drag,
  edges,
  empty,
  greeting,
  middle,
  openPipeline,
  port,
  restingBox,
  savedGraph,
  selected,
  spot,
  zoomOf,
} from "./canvas-page.ts";

/** Pointer and keyboard habits: selecting, moving the view, nudging, dropping. */

const title = (name: string) => ({ name, exact: true });

test("a box selects what it touches, and with Shift it adds", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await boxSelect(page, card(page, "Input"));
  await expect(selected(page)).toHaveCount(1);
  await page.keyboard.press("1");
  await page.keyboard.down("Shift");
  await boxSelect(page, card(page, "Output"));
  await page.keyboard.up("Shift");
  await expect(selected(page)).toHaveCount(2);
  await expect(card(page, "Prompt").locator(".pb-card")).not.toHaveAttribute("data-selected");
  await boxSelect(page, card(page, "Prompt"));
  await expect(selected(page)).toHaveCount(1);
});

test("the middle button and Space move the view, the wheel zooms at the pointer, 0 1 and 2 bring it back", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, greeting);
  const view = page.locator(".react-flow__viewport");
  const start = await restingBox(view);
  const from = await spot(page, 0.5, 0.8);
  await page.mouse.move(from.x, from.y);
  await page.mouse.down({ button: "middle" });
  await page.mouse.move(from.x + 90, from.y - 60, { steps: 6 });
  await page.mouse.up({ button: "middle" });
  const panned = await restingBox(view);
  expect([panned.x - start.x, panned.y - start.y]).toEqual([90, -60]);
  await page.keyboard.down("Space");
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x - 90, from.y + 60, { steps: 6 });
  await page.mouse.up();
  await page.keyboard.up("Space");
  const back = await restingBox(view);
  expect([Math.round(back.x), Math.round(back.y)]).toEqual([Math.round(start.x), Math.round(start.y)]);
  await expect(selected(page)).toHaveCount(0);

  const glyph = await middle(card(page, "Input").locator(".pb-glyph"));
  await page.mouse.move(glyph.x, glyph.y);
  await page.mouse.wheel(0, 250);
  await expect.poll(() => zoomOf(page)).toBeLessThan(0.75);
  const after = await middle(card(page, "Input").locator(".pb-glyph"));
  expect(Math.hypot(after.x - glyph.x, after.y - glyph.y), "what is under the pointer stays there").toBeLessThan(3);
  await page.keyboard.press("0");
  await expect.poll(() => zoomOf(page)).toBe(1);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.press("2");
  await expect.poll(() => zoomOf(page)).toBeGreaterThan(1.1);
  await page.keyboard.press("Escape");
  // The canvas grows as the panel goes: what is fitted before would be fitted into less.
  await expect(page.getByRole("complementary", { name: "Settings" })).toHaveCount(0);
  await restingBox(page.getByRole("region", { name: "Canvas" }));
  await page.keyboard.press("1");
  await expect.poll(() => zoomOf(page)).toBe(1);
  await expect(card(page, "Output")).toBeInViewport({ ratio: 1 });
});

test("arrows select neighbours, Alt and arrows nudge, and a series of nudges is one undo step", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(card(page, "Prompt")).toBeFocused();
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowDown");
  await page.keyboard.press("Alt+ArrowLeft");
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.greet).toEqual({ x: 324, y: 40 });
  await page.keyboard.press("Control+z");
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.greet).toEqual({ x: 344, y: 0 });
  await page.keyboard.press("ArrowLeft");
  await expect(card(page, "Input")).toBeFocused();
});

test("a port under the pointer says its name, its kind and what it carries", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  const at = await middle(port(page, "Prompt", "Output prompt"));
  await page.mouse.move(at.x - 40, at.y + 40);
  await page.mouse.move(at.x, at.y, { steps: 5 });
  await expect(page.getByRole("tooltip")).toHaveText("prompt · Text The filled template.");
  await page.mouse.move(at.x, at.y + 90, { steps: 5 });
  await expect(page.getByRole("tooltip")).toHaveCount(0);
});

test("a node dropped on an edge comes between its ends", async ({ page, api }) => {
  const shout = { type: "template", version: 1, title: "Shout", config: { template: "{{ text }}!" } };
  const positions = { ...greeting.layout.positions, shout: { x: 300, y: 260 } };
  const graph = { ...greeting, nodes: { ...greeting.nodes, shout }, layout: { ...greeting.layout, positions } };
  const id = await openPipeline(page, api, graph);
  const edge = await middle(page.locator(".react-flow__edge[data-id=e2]"));
  await drag(page, card(page, "Shout").getByRole("button", title("Shout")), edge);
  await expect(edges(page)).toHaveCount(3);
  const { edges: saved } = await savedGraph(page, api, id);
  expect(saved.map(({ from, to }) => `${from.node} → ${to.node}`).toSorted()).toEqual([
    "ask → greet",
    "greet → shout",
    "shout → out",
  ]);
  await page.keyboard.press("Control+z");
  await expect(edges(page)).toHaveCount(2);
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.shout).toEqual({ x: 300, y: 260 });
});

test("an edge is drawn from the port of a collapsed group, and dropped on one", async ({ page, api }) => {
  const second = { type: "output", version: 1, title: "Second", config: greeting.nodes.out.config };
  const other = { ...greeting.nodes.ask, title: "Other" };
  const positions = { ...greeting.layout.positions, second: { x: 688, y: 260 }, other: { x: 0, y: 260 } };
  const groups = { g: { title: "Folded", nodes: ["greet"], collapsed: true } };
  const graph = {
    ...greeting,
    nodes: { ...greeting.nodes, second, other },
    layout: { positions, groups, notes: {} },
  };
  const id = await openPipeline(page, api, graph);
  const box = page.locator(".pb-group.is-collapsed");
  await drag(
    page,
    box.getByRole("img", { name: /^Output/ }),
    card(page, "Second").getByRole("button", title("Second")),
  );
  await expect(edges(page)).toHaveCount(3);
  const ends = async () =>
    (await savedGraph(page, api, id)).edges.map(({ from, to }) => `${from.node} → ${to.node}`).toSorted();
  await expect.poll(ends).toEqual(["ask → greet", "greet → out", "greet → second"]);

  await page.keyboard.press("Control+z");
  await expect(edges(page)).toHaveCount(2);
  await drag(page, port(page, "Second", "Input Text"), box.getByRole("img", { name: /^Output/ }));
  await expect(edges(page)).toHaveCount(3);
  await expect.poll(ends).toEqual(["ask → greet", "greet → out", "greet → second"]);

  // The input takes one edge: the former one comes off, as it would on the card.
  await drag(page, port(page, "Other", "Output Name"), box.getByRole("img", { name: /^Input/ }));
  await expect.poll(ends).toEqual(["greet → out", "greet → second", "other → greet"]);
  await page.keyboard.press("Control+z");
  await expect.poll(ends).toEqual(["ask → greet", "greet → out", "greet → second"]);
});

test("a pipeline file dropped on the canvas adds its nodes there, as one undo step", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  const at = await spot(page, 0.5, 0.8);
  const file = JSON.stringify({
    patchbay: "pipeline",
    schema: 1,
    name: "Dropped",
    nodes: { note: { type: "prompt", version: 1, title: "From a file", config: { template: "Hi" } } },
  });
  await page.evaluate(
    ([text, x, y]) => {
      const files = new DataTransfer();
      files.items.add(new File([text], "dropped.patchbay.json", { type: "application/json" }));
      const target = document.elementFromPoint(x, y);
      const options = { dataTransfer: files, bubbles: true, cancelable: true, clientX: x, clientY: y };
      for (const type of ["dragenter", "dragover", "drop"]) target?.dispatchEvent(new DragEvent(type, options));
    },
    [file, at.x, at.y] as const,
  );
  await expect(card(page, "From a file")).toBeVisible();
  await expect(page.getByText("Imported dropped.patchbay.json.").first()).toBeVisible();
  const box = await restingBox(card(page, "From a file"));
  expect(Math.abs(box.x - at.x) < 260 && Math.abs(box.y - at.y) < 160, "near the pointer").toBe(true);
  expect(Object.keys((await savedGraph(page, api, id)).nodes)).toHaveLength(4);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
});

test("Ctrl+X cuts, and the paste brings back the edges inside", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+x");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(0);
  await expect(page.getByText("What should this pipeline do?")).toBeVisible();
  const at = await spot(page, 0.06, 0.75);
  await page.mouse.move(at.x, at.y);
  await page.keyboard.press("Control+v");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect(edges(page)).toHaveCount(2);
  expect((await savedGraph(page, api, id)).edges).toHaveLength(2);
});

test("the picker offers first what was used last, and the palette finds by words", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  await page.keyboard.press("Tab");
  await page.keyboard.type("merge");
  await page.keyboard.press("Enter");
  await expect(card(page, "Merge")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("option").first()).toContainText("Merge");
  await page.keyboard.press("Escape");
  const palette = page.getByRole("complementary", { name: "Palette" });
  await palette.getByPlaceholder("Search nodes").fill("vector");
  await expect(palette.getByRole("button", { name: "Merge" })).toHaveCount(0);
  await expect(palette.getByRole("button", { name: "Retriever" })).toBeVisible();
});

test("with reduced motion the view is where it goes at once", async ({ page, api }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await openPipeline(page, api, greeting);
  await page.evaluate(() => {
    const seen = new Set<string>();
    Reflect.set(window, "viewsSeen", seen);
    const sample = () => {
      seen.add(document.querySelector<HTMLElement>(".react-flow__viewport")?.style.transform ?? "");
      requestAnimationFrame(sample);
    };
    sample();
  });
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.press("Escape");
  await page.keyboard.press("-");
  await expect.poll(() => zoomOf(page)).toBeLessThan(0.9);
  await page.keyboard.press("1");
  await expect.poll(() => zoomOf(page)).toBe(1);
  const seen = await page.evaluate(() => Reflect.get(window, "viewsSeen").size);
  expect(seen, "the places where the view has been").toBeLessThanOrEqual(4);
});

test("with reduced motion nothing moves for as long as a run goes on", async ({ page, api }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const { nodes } = patient();
  const { ask, wait1, done } = nodes;
  const edges = [
    { id: "a", from: { node: "ask", port: "word" }, to: { node: "wait1", port: "value" } },
    { id: "b", from: { node: "wait1", port: "result" }, to: { node: "done", port: "end" } },
  ];
  await openPipeline(page, api, { nodes: { ask, wait1, done }, edges });
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog", { name: "Run" }).getByRole("button", { name: "Run" }).click();
  const pulse = page.locator(".pb-pulse").first();
  await expect(pulse).toHaveCSS("animation-iteration-count", "1");
  await expect(pulse).toHaveCSS("animation-duration", "0.001s");
});

test("Esc after an edge was dropped on the canvas leaves nothing behind", async ({ page, api }) => {
  const id = await openPipeline(page, api, { ...greeting, edges: [] });
  await drag(page, port(page, "Prompt", "Output prompt"), await spot(page, 0.5, 0.85));
  await expect(page.getByPlaceholder("Add a node that accepts text…")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByPlaceholder("Add a node that accepts text…")).toHaveCount(0);
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect(edges(page)).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeDisabled();
  expect((await savedGraph(page, api, id)).edges).toEqual([]);
});

test("Enter on a node goes to its settings, and a press on the map moves the view there", async ({ page, api }) => {
  const positions = { ...greeting.layout.positions, out: { x: 9000, y: 4000 } };
  await openPipeline(page, api, { ...greeting, layout: { ...greeting.layout, positions } });
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("complementary", { name: "Settings" })).toContainText("Fills a template");
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Template")).toBeFocused();
  const empty = await spot(page, 0.5, 0.85);
  await page.mouse.click(empty.x, empty.y);
  await page.keyboard.press("0");
  await expect(card(page, "Output")).toHaveCount(0);
  const map = await restingBox(page.getByRole("img", { name: /^Map of the pipeline/ }));
  await page.mouse.click(map.x + map.width - 14, map.y + map.height - 22);
  await expect(card(page, "Output")).toBeInViewport();
});
