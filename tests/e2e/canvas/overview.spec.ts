import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { openPipeline, restingBox, savedGraph, zoomOf } from "./canvas-page.ts";

/** 30 columns of 10: fitted into view it is far too small to read. */
const ids = Array.from({ length: 300 }, (_, index) => `n${index}`);
const manyNodes = {
  nodes: Object.fromEntries(
    ids.map((id, index) => [
      id,
      { type: "prompt", version: 1, title: `Step ${index}`, config: { template: "{{ a }}" } },
    ]),
  ),
  edges: ids.slice(10).map((id, index) => ({
    id: `e${index}`,
    from: { node: ids[index], port: "prompt" },
    to: { node: id, port: "a" },
  })),
  layout: {
    positions: Object.fromEntries(
      ids.map((id, index) => [id, { x: Math.floor(index / 10) * 344, y: (index % 10) * 190 }]),
    ),
    groups: {},
    notes: {},
  },
};

type Api = Parameters<typeof openPipeline>[1];

/** A pipeline opens where it begins; here all of it is shown. */
async function openOverview(page: Page, api: Api, graph: object): Promise<string> {
  const id = await openPipeline(page, api, graph);
  await page.keyboard.press("1");
  await expect(page.locator(".pb-canvas[data-overview]")).toBeVisible();
  return id;
}

test("in the overview a click, a drag, a box and a double-click do what they do on cards", async ({ page, api }) => {
  const id = await openOverview(page, api, manyNodes);
  await expect(page.locator(".pb-canvas[data-overview] .pb-overview canvas").first()).toBeVisible();
  await expect(cards(page)).toHaveCount(0);
  // The first column is fed by nothing.
  await expect(page.getByRole("img", { name: "Map of the pipeline, 10 with a problem" })).toBeVisible();

  const node = await onScreen(page, "n42");
  await page.mouse.move(node.x, node.y);
  await expect(page.locator(".pb-overview-name")).toHaveText("Step 42");
  await page.mouse.click(node.x, node.y);
  await expect(page.getByRole("complementary", { name: "Settings" }).getByLabel("Title")).toHaveValue("Step 42");

  const before = (await savedGraph(page, api, id)).layout.positions.n42;
  const start = await onScreen(page, "n42");
  await page.mouse.move(start.x, start.y);
  await page.mouse.down();
  await page.mouse.move(start.x + 4, start.y + 40, { steps: 4 });
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Undo: Move" })).toBeEnabled();
  expect((await savedGraph(page, api, id)).layout.positions.n42?.y).toBeGreaterThan((before?.y ?? 0) + 100);
  await page.keyboard.press("Control+z");
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions.n42).toEqual(before);

  await page.keyboard.press("Escape");
  const [from, to] = [await onScreen(page, "n0", { x: -40, y: -40 }), await onScreen(page, "n19", { x: 290, y: 140 })];
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByText("20 selected")).toBeVisible();
  await page.mouse.click(from.x - 30, from.y);
  await expect(page.getByText("20 selected")).toHaveCount(0);

  const target = await onScreen(page, "n205");
  await page.mouse.dblclick(target.x, target.y);
  await expect(page.locator(".pb-canvas[data-overview]")).toHaveCount(0);
  await expect(cards(page).filter({ hasText: "Step 205" })).toBeVisible();
});

test("in the overview the arrow keys reach every node, and the one that has the focus is a real card with its name", async ({
  page,
  api,
}) => {
  await openOverview(page, api, manyNodes);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".react-flow__node:focus")).toHaveAttribute("aria-label", "Step 10");
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".react-flow__node:focus")).toHaveAttribute("aria-label", "Step 11");
  await expect(cards(page)).toHaveCount(1);
  await page.keyboard.press("2");
  await expect(page.locator(".pb-canvas[data-overview]")).toHaveCount(0);
  await page.keyboard.press("1");
  await expect(page.locator(".pb-canvas[data-overview]")).toHaveCount(1);
  await expect(cards(page)).toHaveCount(1);
});

test("in a dense view an edge is drawn from the node under the pointer to another", async ({ page, api }) => {
  const id = await openOverview(page, api, { ...manyNodes, edges: [] });
  const middle = await onScreen(page, "n144");
  await page.mouse.move(middle.x, middle.y);
  await expect(async () => {
    if ((await zoomOf(page)) < 0.45) await page.mouse.wheel(0, -120);
    expect(await zoomOf(page)).toBeGreaterThanOrEqual(0.45);
  }).toPass({ intervals: [50] });
  await expect(page.locator(".pb-canvas[data-overview]")).toHaveCount(1);
  const start = await onScreen(page, "n144");
  await page.mouse.move(start.x, start.y, { steps: 3 });
  await expect(cards(page)).toHaveCount(1);

  const from = await restingBox(cards(page).getByRole("img", { name: /^Output/ }));
  const to = await onScreen(page, "n155", { x: 120, y: 80 });
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2, { steps: 3 });
  await page.mouse.down();
  await page.mouse.move((from.x + to.x) / 2, (from.y + to.y) / 2, { steps: 4 });
  await page.mouse.move(to.x, to.y, { steps: 4 });
  await expect(cards(page).filter({ hasText: "Step 155" })).toBeVisible();
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Undo: Connect" })).toBeEnabled();
  const { edges } = await savedGraph(page, api, id);
  expect(edges.map(({ from, to }) => [from.node, to.node])).toEqual([["n144", "n155"]]);
  await expect(page.locator(".pb-canvas[data-overview]"), "the picture is still one").toHaveCount(1);

  // A card is dragged as it is near, and a double-click zooms in as it does farther out.
  const before = (await savedGraph(page, api, id)).layout.positions.n144;
  await page.mouse.move(start.x, start.y, { steps: 3 });
  await page.mouse.down();
  await page.mouse.move(start.x + 30, start.y + 20, { steps: 5 });
  await page.mouse.up();
  await expect(page.getByRole("button", { name: "Undo: Move" })).toBeEnabled();
  expect((await savedGraph(page, api, id)).layout.positions.n144).not.toEqual(before);
  await page.mouse.dblclick(start.x + 30, start.y + 20);
  await expect(page.locator(".pb-canvas[data-overview]")).toHaveCount(0);
  await expect(cards(page).filter({ hasText: "Step 144" })).toBeInViewport();
});

function cards(page: Page) {
  return page.locator(".react-flow__node-card");
}

/** A place on a node, by default in its header, once the view has come to rest. */
async function onScreen(page: Page, id: string, { x, y } = { x: 120, y: 25 }) {
  const view = await restingBox(page.locator(".react-flow__viewport"));
  const zoom = view.width / (await restingBox(page.getByRole("region", { name: "Canvas" }))).width;
  const place = manyNodes.layout.positions[id] ?? { x: 0, y: 0 };
  return { x: view.x + (place.x + x) * zoom, y: view.y + (place.y + y) * zoom };
}
