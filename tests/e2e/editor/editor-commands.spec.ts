import { expect, test } from "../../helpers/stories/story.ts";
import {
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
  spot,
} from "../canvas/canvas-page.ts";

const title = (name: string) => ({ name, exact: true });

test("Ctrl+K finds every action by its words and does it", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "All commands" });
  await expect(palette.getByPlaceholder("What do you want to do?")).toBeFocused();
  await page.keyboard.type("disable");
  await expect(palette.getByRole("option").first()).toContainText("Disable or enable");
  await page.keyboard.press("Enter");
  await expect(card(page, "Prompt").locator(".pb-card")).toHaveClass(/is-disabled/);
  await page.keyboard.press("Control+k");
  await page.keyboard.type("output");
  await palette.getByRole("option", { name: "Output", exact: true }).click();
  await expect(page.getByRole("textbox", { name: "Title" })).toHaveValue("Output");
  expect((await savedGraph(page, api, id)).nodes.greet?.disabled).toBe(true);
});

test("the right mouse button offers what can be done with what lies under it", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click({ button: "right" });
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(4);
  const at = await spot(page, 0.5, 0.9);
  await page.mouse.click(at.x, at.y, { button: "right" });
  await page.getByRole("menuitem", { name: "Undo" }).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
});

test("Shift+L tidies everything as one undo step, and undo brings every place back", async ({ page, api }) => {
  const positions = { ask: { x: 900, y: 500 }, greet: { x: 100, y: 900 }, out: { x: 0, y: 0 } };
  const id = await openPipeline(page, api, { ...greeting, layout: { positions, groups: {}, notes: {} } });
  await page.keyboard.press("Shift+L");
  await expect(page.getByRole("button", { name: "Undo: Tidy" })).toBeEnabled();
  await expect
    .poll(async () => {
      const { ask, greet, out } = (await savedGraph(page, api, id)).layout.positions;
      return ask!.x + 248 < greet!.x && greet!.x + 248 < out!.x;
    })
    .toBe(true);
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: "Redo: Tidy" })).toBeEnabled();
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions).toEqual(positions);
});

test("Ctrl+F finds text in settings, steps through it and replaces it, and a renamed variable keeps its edge", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  await page.keyboard.press("Control+f");
  const find = page.getByRole("search", { name: "Find and replace" });
  await find.getByLabel("Find", { exact: true }).fill("name");
  await expect(find.getByRole("status")).toHaveText("3 matches");
  await page.keyboard.press("Enter");
  await find.getByLabel("Replace with").fill("guest");
  await expect(find.getByRole("listitem").first().locator("ins")).toHaveText("guest");
  await find.getByRole("button", { name: "All" }).click();
  await expect(port(page, "Prompt", "Input guest")).toBeVisible();
  await expect.poll(async () => (await savedGraph(page, api, id)).edges[0]?.to.port).toBe("guest");
  expect((await savedGraph(page, api, id)).edges[0]?.from.port).toBe("guest");
  await page.keyboard.press("Escape");
  await expect(find).toBeHidden();
  await page.keyboard.press("Control+z");
  await expect
    .poll(async () => (await savedGraph(page, api, id)).nodes.greet?.config.template)
    .toBe("Hello {{ name }}");
});

test("what is found is seen beside the panel that found it", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await card(page, "Input").getByRole("button", title("Input")).click();
  await expect(page.getByRole("complementary", { name: "Settings" })).toBeVisible();
  await page.keyboard.press("Control+f");
  const find = page.getByRole("search", { name: "Find and replace" });
  await find.getByLabel("Find", { exact: true }).fill("Hello");
  await page.keyboard.press("Enter");
  await expect(card(page, "Prompt").locator(".pb-card[data-selected]")).toBeVisible();
  const panel = await restingBox(find);
  const found = await restingBox(card(page, "Prompt"));
  expect(found.x + found.width).toBeLessThanOrEqual(panel.x);
});

test("F6 leads to an empty canvas too, where Tab adds the first node", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  const canvas = page.getByRole("region", { name: "Canvas" });
  await page.getByRole("textbox", { name: "Search nodes" }).focus();
  await page.keyboard.press("F6");
  await expect(canvas).toBeFocused();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("combobox").and(page.locator(":focus"))).toBeVisible();
  await page.keyboard.type("prompt");
  await page.keyboard.press("Enter");
  await expect(card(page, "Prompt")).toBeVisible();
});

test("a group is coloured, collapsed to a box that keeps its edges, moved, and expanded again", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  // The settings have opened over the last card; everything is shown again before it can be clicked.
  await expect(page.getByRole("complementary", { name: "Settings" })).toBeVisible();
  await page.keyboard.press("1");
  const out = await middle(card(page, "Output").getByRole("button", title("Output")));
  await page.keyboard.down("Shift");
  await page.mouse.click(out.x, out.y);
  await page.keyboard.up("Shift");
  await page.getByRole("toolbar", { name: "Selection" }).getByRole("button", title("Group")).click();
  await page.getByRole("textbox", { name: "Group title" }).fill("Answering");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Colour of the group" }).click();
  await page.getByRole("menuitemradio", { name: "Teal" }).click();
  await page.getByRole("button", title("Collapse the group")).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(1);
  await expect(edges(page)).toHaveCount(1);
  await expect(page.getByText("2 nodes")).toBeVisible();
  await expect(page.getByRole("img", { name: /Input Prompt · name/ })).toBeVisible();
  const before = (await savedGraph(page, api, id)).layout.positions;
  const bar = await middle(page.getByText("2 nodes"));
  await page.mouse.move(bar.x, bar.y);
  await page.mouse.down();
  await page.mouse.move(bar.x + 10, bar.y + 60, { steps: 4 });
  await page.mouse.move(bar.x + 20, bar.y + 140, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.out?.y).not.toBe(before.out?.y);
  const after = (await savedGraph(page, api, id)).layout.positions;
  expect(after.out!.x - before.out!.x).toBe(after.greet!.x - before.greet!.x);
  await page.getByRole("button", title("Expand the group")).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect(edges(page)).toHaveCount(2);
  const { groups } = (await savedGraph(page, api, id)).layout;
  expect(Object.values(groups)).toMatchObject([{ title: "Answering", color: "teal", nodes: ["greet", "out"] }]);
});

test("a node dropped into a group's frame belongs to it, and the right mouse button takes it out", async ({
  page,
  api,
}) => {
  const groups = { g: { title: "Asking", nodes: ["ask"] } };
  const positions = { ask: { x: 0, y: 0 }, greet: { x: 344, y: 0 }, out: { x: 40, y: 320 } };
  const id = await openPipeline(page, api, { ...greeting, layout: { positions, groups, notes: {} } });
  const node = card(page, "Output").getByRole("button", title("Output"));
  await drag(page, node, card(page, "Input").getByRole("button", title("Input")));
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.groups.g?.nodes).toEqual(["ask", "out"]);
  // The inspector has opened and the canvas may still glide; one card lies on another's body, never on its header.
  const at = await middle(node);
  await page.mouse.click(at.x, at.y, { button: "right" });
  await page.getByRole("menuitem", { name: "Remove from the group" }).click();
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.groups.g?.nodes).toEqual(["ask"]);
});

test("several selected nodes are aligned and spread from the toolbar", async ({ page, api }) => {
  const positions = { ask: { x: 0, y: 0 }, greet: { x: 344, y: 90 }, out: { x: 900, y: 300 } };
  const id = await openPipeline(page, api, { ...greeting, layout: { positions, groups: {}, notes: {} } });
  await page.keyboard.press("Control+a");
  const toolbar = page.getByRole("toolbar", { name: "Selection" });
  await expect(toolbar).toContainText("3 selected");
  await toolbar.getByRole("button", { name: "Align" }).click();
  await page.getByRole("menuitem", { name: "Align top edges" }).click();
  await expect
    .poll(async () => Object.values((await savedGraph(page, api, id)).layout.positions).map(({ y }) => y))
    .toEqual([0, 0, 0]);
  await page.keyboard.press("Alt+Shift+H");
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.greet?.x).toBe(450);
});

test("a dragged node snaps to the line of another, shows it, and its settings open when the drag ends", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  const start = await middle(card(page, "Output").getByRole("button", title("Output")));
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  // The first step that counts as a drag is where the node is taken.
  await page.mouse.move(start.x, start.y + 4);
  await page.mouse.move(start.x + 20, start.y + 90, { steps: 5 });
  await page.mouse.move(start.x + 43, start.y + 7, { steps: 5 });
  await expect(page.locator(".pb-guide").first()).toBeVisible();
  await expect(page.getByRole("complementary", { name: "Settings" })).toBeHidden();
  await page.mouse.up();
  await expect(page.locator(".pb-guide")).toHaveCount(0);
  await expect(page.getByRole("complementary", { name: "Settings" })).toBeVisible();
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.out?.x).toBeGreaterThan(688);
  expect((await savedGraph(page, api, id)).layout.positions.out?.y).toBe(0);
});

test("Shift and an arrow select everything up or down the edges; holding Shift dims the rest", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.down("Shift");
  await expect(card(page, "Output").locator(".pb-card")).toHaveClass(/is-dim/);
  await expect(card(page, "Input").locator(".pb-card")).not.toHaveClass(/is-dim/);
  await page.keyboard.up("Shift");
  await expect(card(page, "Output").locator(".pb-card")).not.toHaveClass(/is-dim/);
  await page.keyboard.press("Shift+ArrowRight");
  await expect(page.locator(".pb-card[data-selected]")).toHaveCount(2);
  await page.keyboard.press("Shift+ArrowLeft");
  await expect(page.locator(".pb-card[data-selected]")).toHaveCount(3);
});

test("an edge on a node where two inputs fit equally asks which", async ({ page, api }) => {
  const two = {
    ...greeting,
    nodes: { ...greeting.nodes, greet: { type: "prompt", version: 1, config: { template: "{{ first }} {{ last }}" } } },
    edges: [],
  };
  const id = await openPipeline(page, api, two);
  await drag(page, port(page, "Input", "Output Name"), card(page, "Prompt").getByRole("button", title("Prompt")));
  await page.getByRole("menuitem", { name: "last" }).click();
  await expect(edges(page)).toHaveCount(1);
  expect((await savedGraph(page, api, id)).edges[0]?.to).toEqual({ node: "greet", port: "last" });
});

test("an edge is taken by its end: to another port it moves, on the canvas it comes off", async ({ page, api }) => {
  const more = {
    ...greeting,
    nodes: { ...greeting.nodes, greet: { type: "prompt", version: 1, config: { template: "{{ name }} {{ last }}" } } },
  };
  const id = await openPipeline(page, api, more);
  const end = page.locator(".react-flow__edge[data-id=e1] .react-flow__edgeupdater-target");
  await drag(page, end, port(page, "Prompt", "Input last"));
  await expect
    .poll(async () => (await savedGraph(page, api, id)).edges.find(({ to }) => to.node === "greet")?.to.port)
    .toBe("last");
  await expect(page.getByRole("button", { name: "Undo: Move edge" })).toBeEnabled();
  await drag(page, end, await spot(page, 0.5, 0.9));
  await expect(edges(page)).toHaveCount(1);
  await page.keyboard.press("Control+z");
  await expect(edges(page)).toHaveCount(2);
});

test("R puts another type in a node's place and keeps the edges that fit", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.press("r");
  await expect(page.getByPlaceholder("Replace with…")).toBeFocused();
  await page.keyboard.type("template");
  await page.keyboard.press("Enter");
  await expect(card(page, "Template")).toBeVisible();
  await expect.poll(async () => (await savedGraph(page, api, id)).nodes.greet?.type).toBe("template");
  const graph = await savedGraph(page, api, id);
  expect(graph.edges.map(({ from, to }) => `${from.node} → ${to.node}.${to.port}`)).toEqual([
    "ask → greet.name",
    "greet → out.text",
  ]);
});

test("the list of steps leads to any of them and back, after the draft was saved", async ({ page, api }) => {
  const id = await openPipeline(page, api, empty);
  for (const name of ["Prompt", "Merge", "Note"]) {
    await page.getByRole("button", title(name)).first().click();
  }
  await savedGraph(page, api, id);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Alt+z");
  const dialog = page.getByRole("dialog", { name: "History of changes" });
  await expect(dialog.getByRole("listitem")).toHaveCount(4);
  await dialog.getByRole("button", { name: "Add Prompt" }).click();
  await page.keyboard.press("Escape");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(1);
  await page.keyboard.press("Alt+z");
  await dialog.getByRole("button", { name: "Add note" }).click();
  await page.keyboard.press("Escape");
  await expect(page.locator(".react-flow__node")).toHaveCount(3);
});
