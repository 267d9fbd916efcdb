import type { Locator, Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, empty, hoverEdge, middle, openPipeline, restingBox, savedGraph, spot, zoomOf } from "./canvas-page.ts";

const screens = [
  ["desktop", { width: 1440, height: 900 }],
  ["1024", { width: 1024, height: 768 }],
  ["phone", { width: 390, height: 844 }],
] as const;

const steps = ["Input", "First", "Second", "Third", "Fourth", "A while", "Output"];

/** Input → four templates → a delay that does not end during the story → Output: wider than any of the screens. */
const chain = (seconds = 600) => {
  const config = (title: string) => (title === "A while" ? { seconds } : { template: `${title} {{ a }}` });
  const inner = steps.slice(1, -1).map((title) => ({
    type: title === "A while" ? "delay" : "template",
    ...{ version: 1, title, config: config(title) },
  }));
  const nodes = [
    { type: "input", version: 1, config: { fields: [{ name: "a", kind: "text", default: "hello" }] } },
    ...inner,
    { type: "output", version: 1, config: { fields: [{ name: "a", kind: "text" }] } },
  ];
  const out = (index: number) => (index === 0 ? "a" : index === 5 ? "value" : "text");
  const into = (index: number) => (index === 5 ? "value" : "a");
  return {
    nodes: Object.fromEntries(nodes.map((node, index) => [`n${index}`, node])),
    edges: nodes.slice(1).map((_, index) => ({
      id: `e${index}`,
      from: { node: `n${index}`, port: out(index) },
      to: { node: `n${index + 1}`, port: into(index + 1) },
    })),
    layout: {
      positions: Object.fromEntries(nodes.map((_, index) => [`n${index}`, { x: index * 344, y: 0 }])),
      groups: {},
      notes: {},
    },
  };
};

/** Whether a person sees it: it lies in the window, and nothing lies over its middle. */
async function isSeen(page: Page, target: Locator): Promise<boolean> {
  const { x, y } = await middle(target);
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  if (x < 0 || y < 0 || x > width || y > height) return false;
  return await target.evaluate((element, point) => element.contains(document.elementFromPoint(point.x, point.y)), {
    x,
    y,
  });
}

async function run(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("dialog", { name: "Run" }).getByRole("button", { name: "Run" }).click();
}

for (const [screen, size] of screens) {
  test(`on a ${screen} screen a chain that does not fit opens at its beginning, and can be read`, async ({
    page,
    api,
  }) => {
    await page.setViewportSize(size);
    await openPipeline(page, api, chain());
    expect(await zoomOf(page)).toBe(0.75);
    expect(await isSeen(page, card(page, "Input"))).toBe(true);
    await page.keyboard.press("1");
    await expect.poll(() => zoomOf(page)).toBeLessThan(0.6);
  });

  test(`on a ${screen} screen the view follows the run until it is moved, and again when asked`, async ({
    page,
    api,
  }) => {
    await page.setViewportSize(size);
    await openPipeline(page, api, chain());
    await run(page);
    const waiting = card(page, "A while");
    await expect(waiting.getByLabel("Waiting")).toBeVisible();
    await expect.poll(() => isSeen(page, waiting)).toBe(true);
    const panel = page.getByRole("region", { name: "Run" });
    await expect(panel.getByTitle("A while"), "the head of the panel says what runs").toBeVisible();

    const follow = panel.getByRole("button", { name: "Follow" });
    await expect(follow).toHaveAttribute("aria-pressed", "true");
    const place = await spot(page, 0.5, 0.2);
    await page.mouse.move(place.x, place.y);
    await page.mouse.wheel(0, 800);
    await expect(follow).toHaveAttribute("aria-pressed", "false");
    await page.keyboard.press("0");
    await page.keyboard.press("1");
    await expect.poll(() => zoomOf(page)).toBeLessThan(0.6);
    await follow.click();
    await expect(follow).toHaveAttribute("aria-pressed", "true");
    await expect.poll(() => isSeen(page, page.locator(".pb-canvas"))).toBe(true);
    await page.getByRole("button", { name: "Cancel", exact: true }).click();
    await expect(follow, "there is nothing to follow").toHaveCount(0);
  });
}

test("on a phone the settings do not lie over the step that was chosen in the run", async ({ page, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openPipeline(page, api, chain(0));
  await run(page);
  const panel = page.getByRole("region", { name: "Run" });
  await expect(panel.getByText("Succeeded").first()).toBeVisible();
  await panel.getByRole("button", { name: /^Succeeded Second/ }).click();
  const step = panel.getByRole("article", { name: "Step Second" });
  await expect(step).toBeVisible();
  expect(await isSeen(page, step.getByRole("heading", { name: "Second" }))).toBe(true);
  await expect(page.getByRole("complementary", { name: "Settings" })).toBeHidden();
  await panel.getByRole("button", { name: "Collapse the run" }).click();
  await expect(page.getByRole("complementary", { name: "Settings" })).toBeVisible();
});

test("selecting a node moves nothing on the canvas by a pixel", async ({ page, api }) => {
  await openPipeline(page, api, chain());
  const places = () =>
    page.evaluate(() =>
      [...document.querySelectorAll(".react-flow__node *")].map((element) => {
        const { x, y, width, height } = element.getBoundingClientRect();
        return [element.className.toString(), x, y, width, height].join(" ");
      }),
    );
  await restingBox(card(page, "Input"));
  const before = await places();
  await card(page, "Input").getByRole("button", { name: "Input" }).click();
  await expect(page.getByRole("complementary", { name: "Settings" })).toBeVisible();
  await restingBox(card(page, "Input"));
  const [seen, shown] = [new Set(await places()), before.filter((place) => /pb-card-title|pb-port/.test(place))];
  const isInView = (place: string) => Number(place.split(" ").at(-4)) < 1000;
  expect(shown.filter(isInView).filter((place) => !seen.has(place))).toEqual([]);
});

test("a click on an edge selects it, also in its middle, where its buttons come up beside it", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, chain());
  await hoverEdge(page, "e0");
  await expect(page.getByRole("button", { name: "Insert a node here" })).toBeVisible();
  await page.mouse.down();
  await page.mouse.up();
  await expect(page.locator(".react-flow__edge.selected")).toHaveCount(1);
  await expect(page.getByPlaceholder(/^Add a node/), "no picker").toHaveCount(0);
  await page.getByRole("button", { name: "Delete edge" }).click();
  await expect.poll(async () => (await savedGraph(page, api, id)).edges.length).toBe(5);
});

test("a new note is open for writing, and Enter opens one that is selected", async ({ page, api }) => {
  const id = await openPipeline(page, api, empty);
  await page.getByRole("button", { name: "Note", exact: true }).click();
  const text = page.getByRole("textbox", { name: "Note, in Markdown" });
  await expect(text).toBeFocused();
  await page.keyboard.type("# Sources");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: "Sources" })).toBeVisible();
  await page.keyboard.press("Enter");
  await expect(text).toBeFocused();
  await page.keyboard.press("End");
  await page.keyboard.type(" and drafts");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("heading", { name: "Sources and drafts" })).toBeVisible();
  const { notes } = (await savedGraph(page, api, id)).layout;
  expect(Object.values(notes).map((note) => note.text)).toEqual(["# Sources and drafts"]);
});

test("nodes of one type are numbered as they come, and a copy is told from what was copied", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  for (const name of ["Template", "Template 2"]) {
    await page.getByRole("button", { name: "Template", exact: true }).first().click();
    await expect(card(page, name)).toBeVisible();
    await page.keyboard.press("Escape");
  }
  await card(page, "Template 2").getByRole("button", { name: "Template 2" }).click();
  await page.locator(".pb-canvas").press("Control+d");
  await expect(card(page, "Template 3")).toBeVisible();
});
