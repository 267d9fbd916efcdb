import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, greeting, openPipeline, savedGraph } from "../canvas/canvas-page.ts";

type Api = Parameters<typeof openPipeline>[1];

const second = {
  ...greeting,
  nodes: {
    ask: greeting.nodes.ask,
    greet: { ...greeting.nodes.greet, config: { template: "Good day {{ name }}" } },
    shout: { type: "template", version: 1, title: "Shout", config: { template: "{{ text }}!" } },
    out: greeting.nodes.out,
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "name" }, to: { node: "greet", port: "name" } },
    { id: "e3", from: { node: "greet", port: "prompt" }, to: { node: "shout", port: "text" } },
    { id: "e4", from: { node: "shout", port: "text" }, to: { node: "out", port: "text" } },
  ],
  layout: {
    positions: { ask: { x: 0, y: 0 }, greet: { x: 344, y: 0 }, shout: { x: 688, y: 0 }, out: { x: 1032, y: 60 } },
    groups: {},
    notes: {},
  },
};

/** Two versions, and a draft that is the first one again. */
async function twoVersions(page: Page, api: Api): Promise<string> {
  const id = await openPipeline(page, api, greeting, "Greeter");
  const send = (path: string, method: string, body: object) =>
    api(`/pipelines/${id}${path}`, { method, body: JSON.stringify(body) });
  await send("/versions", "POST", { note: "The first" });
  await send("", "PUT", { graph: second });
  await send("/versions", "POST", { note: "It shouts now" });
  await page.reload();
  await expect(page.locator(".pb-canvas[data-ready]")).toBeVisible();
  return id;
}

const versions = (page: Page) => page.getByRole("complementary", { name: "Versions" });
const changes = (page: Page) => page.getByRole("complementary", { name: "Changes" });

async function openVersions(page: Page): Promise<void> {
  await page.getByRole("button", { name: /Versions$/ }).click();
  await expect(versions(page).getByText("It shouts now")).toBeVisible();
}

test("a version is opened read-only and restored as one undo step", async ({ page, api }) => {
  const id = await twoVersions(page, api);
  await openVersions(page);
  await expect(versions(page).getByText(/^by /)).toHaveCount(0);
  await versions(page).getByRole("button", { name: "Open version 1" }).click();
  await expect(page.getByText("Version 1, as published.")).toBeVisible();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await page.keyboard.press("Control+a");
  await page.keyboard.press("Delete");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await page.getByRole("button", { name: "Back to the draft" }).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(4);

  await versions(page).getByRole("button", { name: "Restore version 1" }).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect.poll(async () => Object.keys((await savedGraph(page, api, id)).nodes)).toEqual(["ask", "greet", "out"]);
  await page.keyboard.press("Control+z");
  await expect(card(page, "Shout")).toBeVisible();
  await expect.poll(async () => Object.keys((await savedGraph(page, api, id)).nodes)).toContain("shout");
});

test("two versions are compared on the canvas: colour and sign, ghosts, settings, moves apart, by keyboard", async ({
  page,
  api,
}) => {
  await twoVersions(page, api);
  await openVersions(page);
  await versions(page).getByRole("button", { name: "Changes in version 2" }).click();
  await expect(page.getByRole("heading", { name: "Version 1 → Version 2" })).toBeVisible();
  await expect(card(page, "Shout").locator(".pb-card")).toHaveAttribute("data-diff", "added");
  await expect(card(page, "Prompt").locator(".pb-card")).toHaveAttribute("data-diff", "changed");
  await expect(page.locator(".react-flow__edge [data-diff=removed]")).toHaveCount(1);
  await expect(changes(page).getByText("5 changes")).toBeVisible();
  await expect(changes(page).locator("del")).toHaveText(/Hello \{\{ name \}\}/);
  await expect(changes(page).locator("ins")).toHaveText(/Good day \{\{ name \}\}/);
  await page.getByRole("switch", { name: "Show moves" }).click();
  await expect(changes(page).getByRole("button", { name: /Output.*Moved node/ })).toBeVisible();
  await page.keyboard.press("n");
  await expect(changes(page).locator("li[aria-current=true]")).toContainText("Prompt");
  await page.keyboard.press("n");
  await expect(changes(page).locator("li[aria-current=true]")).toContainText("Shout");
  await page.keyboard.press("Shift+N");
  await expect(changes(page).locator("li[aria-current=true]")).toContainText("Prompt");
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`)).toEqual(
    [],
  );
  await page.getByRole("button", { name: "Close the comparison" }).click();
  await expect(page.getByRole("button", { name: "Publish", exact: true })).toBeVisible();
});

test("the draft is compared with a version, and what it no longer has is a ghost", async ({ page, api }) => {
  await twoVersions(page, api);
  await card(page, "Shout").getByRole("button", { name: "Shout" }).click();
  await page.keyboard.press("Delete");
  await page.keyboard.press("Escape");
  await openVersions(page);
  await versions(page).getByRole("button", { name: "What has changed?" }).click();
  await expect(card(page, "Shout").locator(".pb-card")).toHaveAttribute("data-diff", "removed");
  await page.getByRole("button", { name: "Back to the draft" }).click();
  await expect(card(page, "Shout")).toHaveCount(0);
});

test("on a phone a comparison leaves the canvas its upper half", async ({ page, api }) => {
  await twoVersions(page, api);
  await openVersions(page);
  await versions(page).getByRole("button", { name: "Changes in version 2" }).click();
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByRole("button", { name: "Next change" }).click();
  await expect(changes(page).locator("li[aria-current=true]")).toContainText("Prompt");
  const [panel, canvas] = [changes(page), page.locator(".react-flow")];
  const heights = async () => [await panel.boundingBox(), await canvas.boundingBox()].map((box) => box?.height ?? 0);
  await expect.poll(async () => Math.min(...(await heights()))).toBeGreaterThan(300);
  expect((await panel.boundingBox())?.width).toBe(390);
  const isAbove = async () => {
    const [node, below] = [await card(page, "Prompt").boundingBox(), await panel.boundingBox()];
    return node && below && node.x >= 0 && node.y + node.height <= below.y;
  };
  await expect.poll(isAbove).toBe(true);
});
