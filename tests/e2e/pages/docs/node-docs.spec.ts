import { expect, test } from "../../../helpers/stories/story.ts";
import { openPipeline } from "../../canvas/canvas-page.ts";

const transform = { type: "transform", version: 1, config: { expression: "$" } };

test("a node's settings lead to the docs of its type: ports, settings and an example", async ({ page, api }) => {
  const layout = { positions: { t: { x: 0, y: 0 } }, groups: {}, notes: {} };
  await openPipeline(page, api, { nodes: { t: transform }, edges: [], layout });
  await page.locator(".react-flow__node").click();
  const opened = page.waitForEvent("popup");
  await page.getByRole("complementary", { name: "Settings" }).getByRole("link", { name: "Docs" }).click();
  const docs = await opened;
  await expect(docs.getByRole("heading", { level: 1, name: "Transform" })).toBeVisible();
  await expect(docs.getByLabel("Inputs").getByText("The value that the expression reads.")).toBeVisible();
  const settings = docs.getByLabel("Settings").last();
  await expect(settings.getByText("JSONata expression, up to 20,000 characters")).toBeVisible();
  await expect(docs.getByText("items[price > 10].title", { exact: true }).last()).toBeVisible();
  await expect(docs.getByText('["Lamp","Chair"]')).toBeVisible();
  await docs.close();
});

test("the docs list every node type, and know which page is open", async ({ page, api }) => {
  await page.goto("/docs");
  await page.getByRole("navigation", { name: "Docs" }).getByRole("link", { name: "Node types" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Node types" })).toBeVisible();
  const types: { type: string }[] = await (await api("/node-types")).json();
  await expect(page.locator('a[href^="/docs/nodes/"]')).toHaveCount(types.length);
  await page.getByRole("link", { name: /^Map/ }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Map" })).toBeVisible();
  const here = page.getByRole("navigation", { name: "Docs" }).locator('[aria-current="page"]:visible');
  await expect(here).toHaveText("Node types");
  const answer = await page.request.get("/docs/nodes/no-such-type");
  expect(answer.status()).toBe(404);
});
