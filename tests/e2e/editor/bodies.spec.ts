import { expect, test } from "../../helpers/stories/story.ts";
import { card, drag, openPipeline, port, savedGraph } from "../canvas/canvas-page.ts";

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

  await page.getByRole("button", { name: "Publish" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish" }).click();
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
