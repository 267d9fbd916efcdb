import { expect, test } from "../../helpers/stories/story.ts";
import { card, edges, greeting, middle, openPipeline, restingBox, savedGraph, spot } from "./canvas-page.ts";

const title = (name: string) => ({ name, exact: true });

test("Shift+L on a selection moves nothing else, glides there, and is one undo step", async ({ page, api }) => {
  const positions = { ask: { x: 300, y: 320 }, greet: { x: 0, y: 160 }, out: { x: 500, y: 0 } };
  const id = await openPipeline(page, api, { ...greeting, layout: { positions, groups: {}, notes: {} } });
  const prompt = await middle(card(page, "Prompt").getByRole("button", title("Prompt")));
  const input = await middle(card(page, "Input").getByRole("button", title("Input")));
  await page.mouse.click(prompt.x, prompt.y);
  await page.keyboard.down("Shift");
  await page.mouse.click(input.x, input.y);
  await page.keyboard.up("Shift");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.evaluate(() => {
    const seen = new Set<string>();
    Reflect.set(window, "placesSeen", seen);
    const sample = () => {
      seen.add(document.querySelector<HTMLElement>(".react-flow__node[data-id=greet]")?.style.transform ?? "");
      requestAnimationFrame(sample);
    };
    sample();
  });
  await page
    .getByRole("toolbar", { name: "Selection" })
    .getByRole("button", title("Tidy the selection or everything"))
    .click();
  await expect(page.getByRole("button", { name: "Undo: Tidy" })).toBeEnabled();
  await expect
    .poll(async () => {
      const { ask, greet } = (await savedGraph(page, api, id)).layout.positions;
      return ask!.x + 248 < greet!.x;
    })
    .toBe(true);
  expect((await savedGraph(page, api, id)).layout.positions.out, "what is not selected stays").toEqual(positions.out);
  const seen = await page.evaluate(() => Reflect.get(window, "placesSeen").size);
  expect(seen, "it was seen on its way").toBeGreaterThan(2);
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeDisabled();
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions).toEqual(positions);
});

test("the selection's toolbar duplicates with the edges inside, and deletes, each as one undo step", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  const toolbar = page.getByRole("toolbar", { name: "Selection" });
  await page.keyboard.press("Control+a");
  await toolbar.getByRole("button", title("Duplicate")).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(6);
  await expect(edges(page)).toHaveCount(4);
  await expect(toolbar.getByText("3 selected")).toBeVisible();
  await toolbar.getByRole("button", title("Delete")).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  expect(Object.keys((await savedGraph(page, api, id)).nodes)).toEqual(Object.keys(greeting.nodes));
  await page.keyboard.press("Control+z");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(6);
  await expect(edges(page)).toHaveCount(4);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeDisabled();
});

test("a frame that is cut goes with its nodes, and the paste brings back frame, nodes and edges", async ({
  page,
  api,
}) => {
  const groups = { g: { title: "Answering", color: "teal", nodes: ["greet", "out"] } };
  const id = await openPipeline(page, api, { ...greeting, layout: { ...greeting.layout, groups } });
  const frame = await restingBox(page.locator(".pb-group"));
  await page.mouse.click(frame.x + frame.width / 2, frame.y + frame.height - 6);
  await expect(page.locator(".pb-group[data-selected]")).toBeVisible();
  await page.keyboard.press("Control+x");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(1);
  await expect(page.locator(".pb-group")).toHaveCount(0);
  const at = await spot(page, 0.5, 0.6);
  await page.mouse.move(at.x, at.y);
  await page.keyboard.press("Control+v");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect(edges(page)).toHaveCount(1);
  await expect(page.getByRole("textbox", { name: "Group title" })).toHaveValue("Answering");
  const { layout } = await savedGraph(page, api, id);
  expect(Object.values(layout.groups)).toMatchObject([{ title: "Answering", color: "teal" }]);
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+z");
  await expect(edges(page)).toHaveCount(2);
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.groups).toEqual(groups);
});

test("a node type dragged from the palette onto an edge comes between its ends", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  const edge = await middle(page.locator(".react-flow__edge[data-id=e2]"));
  const canvas = await restingBox(page.locator(".react-flow__pane"));
  await page.getByRole("button", title("Template")).dragTo(page.locator(".react-flow__pane"), {
    targetPosition: { x: edge.x - canvas.x, y: edge.y - canvas.y },
    force: true,
  });
  await expect(edges(page)).toHaveCount(3);
  const { nodes, edges: saved } = await savedGraph(page, api, id);
  const name = (node: string) => (node in greeting.nodes ? node : nodes[node]?.type);
  expect(saved.map(({ from, to }) => `${name(from.node)} → ${name(to.node)}`).toSorted()).toEqual([
    "ask → greet",
    "greet → template",
    "template → out",
  ]);
  await page.keyboard.press("Control+z");
  await expect(edges(page)).toHaveCount(2);
});

test("a disabled node is passed by: what comes in goes on", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.keyboard.press("d");
  await expect(card(page, "Prompt").locator(".pb-card")).toHaveClass(/is-disabled/);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog", { name: "Run" }).getByLabel("Name").fill("Ada");
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
  await expect(run.getByRole("article", { name: "Whole run" }).getByRole("region", { name: "Output" })).toContainText(
    "Ada",
  );
  await expect(run.getByText("Hello Ada")).toHaveCount(0);
});
