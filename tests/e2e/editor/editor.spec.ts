import { expect, test } from "../../helpers/stories/story.ts";
import {
  card,
  drag,
  edges,
  empty,
  greeting,
  insertTemplate,
  middle,
  openPipeline,
  port,
  savedGraph,
  spot,
} from "../canvas/canvas-page.ts";

test("Tab opens the picker at the pointer, a word and Enter add the node, and it is saved by itself", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, empty);
  const { x, y } = await spot(page, 0.5, 0.6);
  await page.mouse.move(x, y);
  await page.keyboard.press("Tab");
  await page.keyboard.type("promp");
  await page.keyboard.press("Enter");
  await expect(card(page, "Prompt")).toBeVisible();
  const graph = await savedGraph(page, api, id);
  expect(Object.values(graph.nodes).map(({ type }) => type)).toEqual(["prompt"]);
});

test("Esc leaves the picker and nothing behind", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  const at = await spot(page, 0.5, 0.7);
  await page.mouse.dblclick(at.x, at.y);
  await expect(page.getByPlaceholder("Add a node…")).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByPlaceholder("Add a node…")).toBeHidden();
  await expect(page.locator(".react-flow__node")).toHaveCount(0);
});

test("a node is dragged from the palette onto the canvas", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  await page
    .getByRole("button", { name: "Chat model" })
    .dragTo(page.locator(".react-flow__pane"), { targetPosition: { x: 500, y: 500 } });
  await expect(card(page, "Chat model")).toBeVisible();
});

test("an edge dropped on the canvas offers what fits, and the chosen node arrives connected", async ({ page, api }) => {
  const id = await openPipeline(page, api, { ...greeting, edges: [] });
  await drag(page, port(page, "Prompt", "Output prompt"), await spot(page, 0.5, 0.85));
  await expect(page.getByPlaceholder("Add a node that accepts text…")).toBeFocused();
  await expect(page.getByRole("option", { name: /^Input/ })).toHaveCount(0);
  await page.keyboard.type("chat");
  await page.keyboard.press("Enter");
  await expect(edges(page)).toHaveCount(1);
  const graph = await savedGraph(page, api, id);
  expect(graph.edges.map(({ from, to }) => `${from.node}.${from.port} → ${to.port}`)).toEqual([
    "greet.prompt → prompt",
  ]);
});

test("an edge dropped anywhere on a node finds the port that fits", async ({ page, api }) => {
  const id = await openPipeline(page, api, { ...greeting, edges: [] });
  await drag(page, port(page, "Input", "Output Name"), card(page, "Prompt").getByRole("button", { name: "Prompt" }));
  await expect(edges(page)).toHaveCount(1);
  expect((await savedGraph(page, api, id)).edges[0]?.to).toEqual({ node: "greet", port: "name" });
});

test("an impossible edge is refused with the reason at the pointer", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await drag(page, port(page, "Prompt", "Output prompt"), port(page, "Prompt", "Input name"));
  await expect(page.getByText("A node cannot feed itself.")).toBeVisible();
  await expect(edges(page)).toHaveCount(2);
});

test("while an edge is drawn, ports that do not take it are dimmed", async ({ page, api }) => {
  await openPipeline(page, api, { ...greeting, edges: greeting.edges.slice(0, 1) });
  const start = await middle(port(page, "Prompt", "Output prompt"));
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 40, start.y + 60, { steps: 4 });
  await expect(card(page, "Input").locator(".pb-card")).toHaveClass(/is-dim/);
  await expect(card(page, "Output").locator(".pb-card")).not.toHaveClass(/is-dim/);
  await page.mouse.up();
  await page.keyboard.press("Escape");
});

test("a drag is one undo step, and redo brings it back", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  const before = (await savedGraph(page, api, id)).layout.positions.greet;
  await drag(page, card(page, "Prompt").getByRole("button", { name: "Prompt" }), await spot(page, 0.5, 0.8));
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: "Undo: Move" })).toBeEnabled();
  const moved = (await savedGraph(page, api, id)).layout.positions.greet;
  expect(moved).not.toEqual(before);
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: "Redo: Move" })).toBeEnabled();
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.greet).toEqual(before);
  await page.keyboard.press("Control+Shift+z");
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.greet).toEqual(moved);
});

test("copy and paste go through the system clipboard as plain JSON text", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+c");
  const text = await page.evaluate(() => navigator.clipboard.readText());
  expect(JSON.parse(text)).toMatchObject({ patchbay: "clip" });
  const at = await spot(page, 0.2, 0.75);
  await page.mouse.move(at.x, at.y);
  await page.keyboard.press("Control+v");
  await expect.poll(async () => Object.keys((await savedGraph(page, api, id)).nodes).length).toBe(6);
  expect((await savedGraph(page, api, id)).edges).toHaveLength(4);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
});

test("a selected node is duplicated, disabled, renamed and deleted by key", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  await page.keyboard.press("d");
  await expect(card(page, "Prompt").locator(".pb-card")).toHaveClass(/is-disabled/);
  await page.keyboard.press("F2");
  await page.keyboard.type("Greet");
  await page.keyboard.press("Enter");
  await expect(card(page, "Greet")).toBeVisible();
  await page.keyboard.press("Control+d");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(4);
  await page.keyboard.press("Delete");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect
    .poll(async () => (await savedGraph(page, api, id)).nodes.greet)
    .toMatchObject({ title: "Greet", disabled: true });
});

test("a template grows a port for each variable as it is typed, and renaming one keeps its edge", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  const template = page.getByRole("textbox", { name: "Template" });
  await template.fill("Hello {{ name }} from {{ place }}");
  await expect(port(page, "Prompt", "Input place")).toBeVisible();
  await template.press("Control+Home");
  for (let step = 0; step < "Hello {{ name".length; step++) await template.press("ArrowRight");
  await template.pressSequentially("s");
  await expect(port(page, "Prompt", "Input names")).toBeVisible();
  await expect.poll(async () => (await savedGraph(page, api, id)).edges.map(({ to }) => to.port)).toContain("names");
});

test("the + on a hovered edge puts a node between", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await insertTemplate(page, "e1");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(4);
  await expect
    .poll(async () => (await savedGraph(page, api, id)).edges.map(({ from, to }) => [from.node, to.node].join(" → ")))
    .toEqual(
      expect.arrayContaining(["greet → out", expect.stringMatching(/^ask → /), expect.stringMatching(/ → greet$/)]),
    );
  await expect(edges(page)).toHaveCount(3);
});

test("nodes are grouped by key, the group moves them together, and a note stands behind", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Control+g");
  const group = page.getByRole("textbox", { name: "Group title" });
  await group.fill("Greeting");
  const before = (await savedGraph(page, api, id)).layout.positions;
  await page.keyboard.press("Escape");
  const box = await middle(group);
  await page.mouse.move(box.x, box.y + 30);
  await page.mouse.down();
  await page.mouse.move(box.x + 60, box.y + 90, { steps: 6 });
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Undo: Move" })).toBeEnabled();
  const after = (await savedGraph(page, api, id)).layout.positions;
  const moves = Object.keys(before).map((key) => [after[key]!.x - before[key]!.x, after[key]!.y - before[key]!.y]);
  expect(moves[0]![0]).toBeGreaterThan(20);
  expect(moves).toEqual([moves[0], moves[0], moves[0]]);
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await expect(page.locator(".pb-note")).toBeVisible();
});

test("a note is written in Markdown and shows it, HTML stays text, and the writing is one undo step", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, empty);
  await page.getByRole("button", { name: "Note", exact: true }).click();
  const note = page.locator(".pb-note");
  await note.dblclick();
  const text = note.getByRole("textbox", { name: "Note, in Markdown" });
  await text.fill("");
  await text.pressSequentially("# Patching\n\n- first **this**\n- then `that`\n\n<img src=x onerror=alert(1)>");
  await page.keyboard.press("Escape");
  await expect(note.getByRole("heading", { name: "Patching" })).toBeVisible();
  await expect(note.getByRole("listitem")).toHaveText(["first this", "then that"]);
  await expect(note.locator("strong")).toHaveText("this");
  await expect(note.locator("code")).toHaveText("that");
  await expect(note.locator("img")).toHaveCount(0);
  const notes = async () => Object.values((await savedGraph(page, api, id)).layout.notes).map((each) => each.text);
  await expect.poll(notes).toEqual([expect.stringContaining("# Patching")]);
  await page.keyboard.press("Control+z");
  await expect(note.getByRole("heading")).toHaveCount(0);
  await page.keyboard.press("Control+z");
  await expect(note).toHaveCount(0);
});

test("a pipeline is built and run with the keyboard alone", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  for (const word of ["input", "prompt", "output"]) {
    await page.keyboard.press("Tab");
    await expect(page.getByPlaceholder("Add a node…")).toBeFocused();
    await page.keyboard.type(word);
    await page.keyboard.press("Enter");
  }
  await expect(edges(page)).toHaveCount(2);
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog", { name: "Run" }).getByRole("textbox")).toBeFocused();
  await page.keyboard.type("Why?");
  await page.keyboard.press("Control+Enter");
  await expect(
    page
      .getByRole("region", { name: "Run" })
      .getByText(/Question: Why\?/)
      .first(),
  ).toBeVisible();
});

test("the shortcuts dialog lists every key", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Shortcuts" })).toContainText("Paste at the pointer");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog")).toHaveCount(0);
});
