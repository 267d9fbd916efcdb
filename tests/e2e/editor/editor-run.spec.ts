import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, drag, empty, goOffline, greeting, openPipeline, port } from "../canvas/canvas-page.ts";

test("Ctrl+Enter asks for the inputs, the cards tell how it goes, and the answer is there", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").getByLabel("Name").fill("Ada");
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
  await expect(run.getByText("Hello Ada").first()).toBeVisible();
  await expect(card(page, "Prompt").locator("[data-status=succeeded]")).toBeVisible();
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  await expect(run.getByRole("article", { name: "Step Prompt" })).toContainText("Hello Ada");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog").getByLabel("Name")).toHaveValue("Ada");
});

test("a run shows its answer although a node is selected, and a click on that node its step", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  await expect(page.getByRole("complementary", { name: "Settings" })).toContainText("Fills a template");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const name = page.getByRole("dialog", { name: "Run" }).getByLabel("Name");
  await name.fill("Ada");
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByRole("article", { name: "Whole run" })).toContainText("Hello Ada");
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  await expect(run.getByRole("article", { name: "Step Prompt" })).toContainText("Hello Ada");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await expect(name).toBeFocused();
  await page.keyboard.type("Grace");
  await expect(name, "what was typed last is replaced").toHaveValue("Grace");
});

test("what would stop a run is said before, and a click leads there", async ({ page, api }) => {
  await openPipeline(page, api, { ...greeting, edges: greeting.edges.slice(1) });
  await expect(card(page, "Prompt").getByRole("img", { name: /^Prompt, 1 problem: / })).toBeVisible();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("button", { name: /the input “name” is not connected/ }).click();
  await expect(page.getByRole("complementary", { name: "Settings" })).toContainText("Prompt");
});

test("a run that starts right after the last port was connected does not report the former problem", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, { ...greeting, edges: greeting.edges.slice(1) });
  await expect(card(page, "Prompt").getByRole("img", { name: /^Prompt, 1 problem: / })).toBeVisible();
  await page.evaluate(() => {
    const seen: string[] = [];
    Reflect.set(window, "titlesSeen", seen);
    const sample = () => {
      for (const { textContent } of document.querySelectorAll("[role=dialog] h2")) seen.push(textContent);
    };
    new MutationObserver(sample).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
  await drag(page, port(page, "Input", "Output Name"), port(page, "Prompt", "Input name"));
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog", { name: "Run" }).getByLabel("Name")).toBeFocused();
  expect(new Set(await page.evaluate(() => Reflect.get(window, "titlesSeen")))).toEqual(new Set(["Run"]));
});

test("a version is published with a note, shared, run by a stranger, and the link is revoked", async ({
  page,
  api,
  browser,
  allowConsoleError,
}) => {
  allowConsoleError(/404|403|401/);
  await openPipeline(page, api, greeting, "Shared greeting");
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByLabel("What has changed?").fill("The first");
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByText("Version 1", { exact: true })).toBeVisible();
  await page.getByRole("button", { name: "Share", exact: true }).click();
  await expect(page.getByRole("switch", { name: "Allow running it" })).not.toBeChecked();
  await page.getByRole("switch", { name: "Allow running it" }).click();
  await choose(page, "Runs allowed", "1");
  await choose(page, "Expires", "In 7 days");
  await page.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByRole("textbox", { name: "Share link" }).inputValue();
  await expect(page.getByRole("region", { name: "Links" })).toContainText("Version 1, 0 of 1 run used");

  const stranger = await browser.newContext({
    storageState: { cookies: [], origins: [] },
    viewport: { width: 390, height: 844 },
  });
  const shared = await stranger.newPage();
  await shared.goto(link);
  await expect(shared.getByRole("heading", { name: "Shared greeting" })).toBeVisible();
  await shared.getByRole("textbox", { name: "Name" }).fill("Grace");
  await shared.getByRole("button", { name: "Run", exact: true }).click();
  await expect(shared.getByText("Hello Grace").first()).toBeVisible();
  await expect(shared.getByText("used for all the runs that it allows")).toBeVisible();
  await expect(shared.getByRole("button", { name: "Run", exact: true })).toHaveCount(0);

  await page.getByRole("button", { name: "Revoke" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("button", { name: "Revoke" })).toHaveCount(0);
  await shared.goto(link);
  await expect(shared.getByRole("textbox", { name: "Name" })).toHaveCount(0);
  await stranger.close();
});

const choose = async (page: Page, label: string, option: string) => {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
};

test("on a phone the menu of the bar has what the bar has no room for", async ({ page, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await openPipeline(page, api, greeting, "On the phone");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Publish a version" }).click();
  await page.getByLabel("What has changed?").fill("From the train");
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Share" }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  await expect(page.getByRole("textbox", { name: "Share link" })).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "More" }).click();
  await page.getByRole("menuitem", { name: "Versions" }).click();
  await expect(page.getByText("From the train")).toBeVisible();
  const spare = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(spare, "nothing is wider than the phone").toBeLessThanOrEqual(0);
});

test("a past run opens on the exact graph it ran, read-only, with a way back", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  const answer = await api(`/pipelines/${id}/runs?wait=60`, {
    method: "POST",
    body: JSON.stringify({ inputs: { name: "Ada" } }),
  });
  const run = (await answer.json()) as { id: string };
  const other = { ...greeting, nodes: { ...greeting.nodes, extra: { type: "merge", version: 1, config: {} } } };
  await api(`/pipelines/${id}`, { method: "PUT", body: JSON.stringify({ graph: other }) });
  await page.goto(`/p/${id}?run=${run.id}`);
  await expect(page.getByText("exactly as it ran")).toBeVisible();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect(page.getByRole("complementary", { name: "Palette" })).toHaveCount(0);
  await page.getByRole("button", { name: "Back to the draft" }).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(4);
});

test("edits made while the server is away are kept and arrive", async ({ page, api, context, allowConsoleError }) => {
  allowConsoleError(/ERR_INTERNET_DISCONNECTED|Failed to load/);
  const id = await openPipeline(page, api, empty);
  await goOffline(page);
  await page.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(page.getByText("Offline — will retry")).toBeVisible();
  await context.setOffline(false);
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  const answer = await api(`/pipelines/${id}`);
  expect(Object.keys(((await answer.json()) as { graph: { nodes: object } }).graph.nodes)).toHaveLength(1);
});

test("an empty canvas offers templates, and one starts from a copy of it", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  await expect(page.getByText("What should this pipeline do?")).toBeVisible();
  await expect(page.getByRole("button", { name: "Choose files" })).toBeVisible();
  await page.getByRole("button", { name: /^Ask the handbook/ }).click();
  await expect(card(page, "Input").or(page.locator(".react-flow__node-card").first()).first()).toBeVisible();
  await page.keyboard.press("Control+z");
  await expect(page.getByText("What should this pipeline do?")).toBeVisible();
});

test("axe finds nothing serious in the editor", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});
