import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, drag, middle, openPipeline, port, savedGraph } from "../canvas/canvas-page.ts";

const words = { name: "words", kind: "json", title: "Words" };
/** Input → Map → Output, and nothing in the Map yet. */
const shouting = {
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [words] } },
    each: { type: "map", version: 1, config: {} },
    out: { type: "output", version: 1, config: { fields: [{ name: "loud", kind: "json" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "words" }, to: { node: "each", port: "items" } },
    { id: "e2", from: { node: "each", port: "results" }, to: { node: "out", port: "loud" } },
  ],
  layout: { positions: { ask: { x: 0, y: 0 }, each: { x: 344, y: 0 }, out: { x: 688, y: 0 } }, groups: {}, notes: {} },
};

test("the body of a Map is made and edited in its place, runs, and is published with the pipeline", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, shouting, "Shouting");
  await card(page, "Map").getByRole("button", { name: "Map", exact: true }).click();
  await page.getByRole("button", { name: "Create body here" }).click();
  const way = page.getByRole("navigation", { name: "Open body" });
  await expect(way).toContainText("Shouting");
  await expect(card(page, "Map")).toHaveCount(0);

  // The same palette, pointer and undo as outside.
  await page.getByRole("button", { name: "Transform", exact: true }).first().click();
  await page.getByRole("combobox", { name: "Value" }).click();
  await page.getByRole("option", { name: "Input · item" }).click();
  await drag(page, port(page, "Transform", "Output Result"), port(page, "Output", "Input result"));
  await page.getByRole("textbox", { name: "Expression" }).fill("$uppercase($)");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await expect(way).toContainText("Map");
  await page.keyboard.press("Escape");
  await expect(way).toHaveCount(0);
  await expect(card(page, "Map")).toContainText("Transform");
  await expect(card(page, "Map").getByRole("button", { name: "Open the body of Map" })).toBeVisible();

  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").getByLabel("Words").fill('["one", "two"]');
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
  await expect(run.getByText('"TWO"').first()).toBeVisible();
  await card(page, "Map").getByRole("button", { name: "Map", exact: true }).click();
  const items = run.getByRole("region", { name: "Items" });
  await items.getByRole("button", { name: /Item 2/ }).click();
  await expect(items.getByRole("button", { name: /Transform/ })).toBeVisible();

  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Version 1", { exact: true })).toBeVisible();
  const version = await (await api(`/pipelines/${id}/versions/1`)).json();
  expect(version.graph.nodes.each.config.pipeline.graph.nodes).toHaveProperty("out");

  // Inside, an expression has its value for the first item. Deleting everything and taking it back are steps of the one history.
  await card(page, "Map").getByRole("button", { name: "Open the body of Map" }).click();
  await card(page, "Transform").getByRole("button", { name: "Transform", exact: true }).click();
  const value = page.getByRole("region", { name: "Value in the last run" });
  await expect(value).toContainText("With the first item or round of the last run");
  await expect(value).toContainText("ONE");
  await page.keyboard.press("Control+A");
  await page.keyboard.press("Delete");
  await expect(card(page, "Transform")).toHaveCount(0);
  await page.keyboard.press("Control+Z");
  await expect(card(page, "Transform")).toBeVisible();
  await way.getByRole("button", { name: "Shouting" }).click();
  await expect(card(page, "Map")).toBeVisible();
  const { nodes } = await savedGraph(page, api, id);
  const body = Object(Object(nodes.each?.config.pipeline).graph);
  expect(Object.keys(body.nodes)).toHaveLength(3);
});

const fields = (name: string, kind = "json") => [{ name, kind }];

/** Raises each word, except that “bad” fails. */
const raising = {
  schema: 1,
  nodes: {
    in: { type: "input", version: 1, config: { fields: fields("item") } },
    loud: {
      type: "transform",
      version: 1,
      title: "Make it loud",
      config: { expression: '$ = "bad" ? $error("This word is bad.") : $uppercase($)' },
    },
    out: { type: "output", version: 1, config: { fields: fields("result") } },
  },
  edges: [
    { id: "b1", from: { node: "in", port: "item" }, to: { node: "loud", port: "value" } },
    { id: "b2", from: { node: "loud", port: "result" }, to: { node: "out", port: "result" } },
  ],
  layout: { positions: { in: { x: 0, y: 0 }, loud: { x: 320, y: 0 }, out: { x: 640, y: 0 } }, groups: {}, notes: {} },
};

/** Input → Map with that body → Output. */
const raisingAll = {
  ...shouting,
  nodes: {
    ...shouting.nodes,
    each: {
      type: "map",
      version: 1,
      config: {
        onItemError: "skip",
        pipeline: { name: "", version: null, graph: raising, inputs: fields("item"), outputs: fields("result") },
      },
    },
  },
};

const bodyOf = (page: Page) => page.getByRole("region", { name: "Body of Map" });
/** A card in an expanded body, by the title on it. */
const inner = (page: Page, title: string): Locator =>
  bodyOf(page)
    .locator("[data-body-card]")
    .filter({ has: page.getByRole("button", { name: title, exact: true }) });
const title = (page: Page, name: string) => inner(page, name).getByRole("button", { name, exact: true });
const widthOf = async (target: Locator) => (await target.boundingBox())?.width ?? 0;

test("a body is expanded in its node, and edited there as outside", async ({ page, api }) => {
  const id = await openPipeline(page, api, raisingAll, "Raising");
  const map = card(page, "Map");
  await expect(map.getByRole("listitem")).toContainText("Make it loud");
  const collapsed = await widthOf(map);
  await map.getByRole("button", { name: "Map", exact: true }).click();
  await page.keyboard.press("e");
  await expect(bodyOf(page)).toBeVisible();
  expect(await widthOf(map)).toBeGreaterThan(2 * collapsed);
  const expanded = (await savedGraph(page, api, id)).layout.positions;
  expect(expanded.out?.x).toBeGreaterThan(688);
  expect(expanded.ask).toEqual({ x: 0, y: 0 });
  await page.keyboard.press("1");

  // The settings of a node inside are edited without leaving the canvas, and saved with the pipeline.
  await title(page, "Make it loud").click();
  const expression = page.getByRole("textbox", { name: "Expression" });
  await expression.fill("$lowercase($)");
  await expect(map).toBeVisible();
  const bodyIn = async () => Object(Object((await savedGraph(page, api, id)).nodes.each?.config.pipeline).graph);
  await expect.poll(async () => (await bodyIn()).nodes.loud.config.expression).toBe("$lowercase($)");

  // A move is one step, and so is what is connected and deleted.
  await page.keyboard.press("Escape");
  const from = await middle(title(page, "Make it loud"));
  await drag(page, title(page, "Make it loud"), { x: from.x, y: from.y + 40 });
  await expect.poll(async () => (await bodyIn()).layout.positions.loud.y).toBeGreaterThan(0);
  await page.keyboard.press("Control+z");
  await expect.poll(async () => (await bodyIn()).layout.positions.loud).toEqual({ x: 320, y: 0 });
  await page.keyboard.press("Delete");
  await expect(inner(page, "Make it loud")).toHaveCount(0);
  await drag(
    page,
    inner(page, "Input").getByRole("img", { name: "Output item" }),
    inner(page, "Output").getByRole("img", { name: "Input result" }),
  );
  await expect.poll(async () => (await bodyIn()).edges.length).toBe(1);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(inner(page, "Make it loud")).toBeVisible();

  // By keyboard: out with Escape, in with I, along with the arrows, and collapsed again.
  await page.keyboard.press("Escape");
  await expect(map.locator("> .pb-card")).toHaveAttribute("data-selected", "true");
  await page.keyboard.press("i");
  await expect(inner(page, "Input")).toBeFocused();
  await page.keyboard.press("ArrowRight");
  await expect(inner(page, "Make it loud")).toBeFocused();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await expect(bodyOf(page)).toHaveCount(0);
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.out).toEqual({ x: 688, y: 0 });
});

test("the cards of an expanded body show the run: of all items, and of the one that is picked", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, raisingAll, "Raising");
  await card(page, "Map").getByRole("button", { name: "Expand the body of Map" }).click();
  await expect(bodyOf(page)).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").getByLabel("Words").fill('["one", "bad", "two"]');
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
  await expect(inner(page, "Make it loud")).toContainText("3 of 3, 1 failed");

  await bodyOf(page).getByRole("button", { name: "Next that failed" }).click();
  await expect(bodyOf(page).getByRole("textbox", { name: "Item" })).toHaveValue("2");
  await expect(inner(page, "Make it loud")).toContainText("This word is bad (at character");
  await title(page, "Make it loud").click();
  const step = run.getByRole("article", { name: "Step Make it loud" });
  await expect(step).toContainText("This word is bad (at character");
  await bodyOf(page).getByRole("button", { name: "Next item" }).click();
  await expect(inner(page, "Make it loud")).toContainText("TWO");
  await expect(step.getByRole("region", { name: "Output" })).toContainText("TWO");
  await bodyOf(page).getByRole("button", { name: "All items together" }).click();
  await expect(inner(page, "Make it loud")).toContainText("3 of 3, 1 failed");

  // Behind a share link, too: expanded as it was published, and collapsed in the visitor's page alone.
  const published = await api(`/pipelines/${id}/versions`, { method: "POST", body: "{}" });
  expect(published.ok).toBe(true);
  const made = await page.request.post("/api/trpc/share.create", {
    data: { pipelineId: id, versionNumber: 1, canRun: true },
    headers: { origin: process.env.STORY_URL ?? "" },
  });
  await page.goto((await made.json()).result.data.url);
  await expect(bodyOf(page)).toBeVisible();
  await page.getByRole("complementary", { name: "Run" }).getByLabel("Words").fill('["one", "bad"]');
  await page.getByRole("complementary", { name: "Run" }).getByRole("button", { name: "Run", exact: true }).click();
  await expect(inner(page, "Make it loud")).toContainText("2 of 2, 1 failed");
  await bodyOf(page).getByRole("button", { name: "Collapse the body of Map" }).click();
  await expect(bodyOf(page)).toHaveCount(0);
});

test("the pipeline that a Map runs is expanded in its node to be looked at, with the run", async ({ page, api }) => {
  const made = await api("/pipelines", {
    method: "POST",
    body: JSON.stringify({ name: "Make loud", graph: raising }),
    headers: { "content-type": "application/json" },
  });
  const { id: bodyId } = await made.json();
  const pipeline = {
    ...{ id: bodyId, name: "Make loud", version: null },
    ...{ inputs: fields("item"), outputs: fields("result") },
  };
  const each = { type: "map", version: 1, config: { onItemError: "skip", pipeline } };
  const id = await openPipeline(page, api, { ...shouting, nodes: { ...shouting.nodes, each } }, "By name");
  await card(page, "Map").getByRole("button", { name: "Map", exact: true }).click();
  await page.getByRole("button", { name: "Show it in the node" }).click();
  await expect(bodyOf(page)).toContainText("Make it loud");
  expect((await savedGraph(page, api, id)).layout.positions.out?.x).toBeGreaterThan(688);

  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").getByLabel("Words").fill('["one", "bad", "two"]');
  await page.keyboard.press("Control+Enter");
  await expect(bodyOf(page)).toContainText("3 of 3, 1 failed");
  await bodyOf(page).getByRole("button", { name: "Next item" }).click();
  await expect(bodyOf(page)).toContainText("ONE");

  // It is looked at alone: a press there is one on the node around it.
  await page.keyboard.press("Escape");
  const { x, y } = await middle(bodyOf(page));
  await page.mouse.click(x, y + 40);
  await expect(page.getByRole("textbox", { name: "Title" })).toHaveValue("Map");
  await page.keyboard.press("e");
  await expect(bodyOf(page)).toHaveCount(0);
  expect((await savedGraph(page, api, id)).layout.positions.out?.x).toBe(688);
  await api(`/pipelines/${bodyId}`, { method: "DELETE" });
});

test("a body that is only drawn open is no edit of the version; a setting inside it is", async ({ page, api }) => {
  const id = await openPipeline(page, api, raisingAll, "Raising");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  const same = page.getByRole("button", { name: "Version 1. Versions" });
  await expect(same).toBeVisible();
  await card(page, "Map").getByRole("button", { name: "Map", exact: true }).click();
  await page.keyboard.press("e");
  await expect(bodyOf(page)).toBeVisible();
  await expect.poll(async () => Object.keys((await savedGraph(page, api, id)).layout)).toContain("frames");
  await expect(same).toBeVisible();
  await page.reload();
  await expect(bodyOf(page)).toBeVisible();
  await expect(same).toBeVisible();
  await title(page, "Make it loud").click();
  await page.getByRole("textbox", { name: "Expression" }).fill("$lowercase($)");
  await expect(page.getByRole("button", { name: "Edited since version 1. Versions" })).toBeVisible();
});
