import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, disagree, goOffline, greeting, openPipeline, savedGraph } from "./canvas-page.ts";

/** Two tabs of one pipeline, as two people would have them. */

async function secondTab(page: Page, id: string): Promise<Page> {
  const other = await page.context().newPage();
  await other.goto(`/p/${id}`);
  await expect(other.locator(".pb-canvas[data-ready]")).toBeVisible();
  return other;
}

async function rename(page: Page, from: string, to: string): Promise<void> {
  await card(page, from).getByRole("button", { name: from, exact: true }).click();
  await page.keyboard.press("F2");
  await page.keyboard.type(to);
  await page.keyboard.press("Enter");
  await expect(card(page, to)).toBeVisible();
}

test("two tabs see each other, and what one saves arrives in the other without a reload", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  const other = await secondTab(page, id);
  await expect(page.getByRole("list", { name: "Also open in" }).getByRole("listitem")).toHaveCount(1);
  await expect(other.getByRole("listitem", { name: "You, in another tab" })).toBeVisible();
  await rename(page, "Prompt", "Greet");
  await expect(card(other, "Greet")).toBeVisible();
  await rename(other, "Input", "Who");
  await expect(card(page, "Who")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  await expect(card(page, "Prompt")).toBeVisible();
  await expect(card(page, "Who")).toBeVisible();
  await expect(card(other, "Prompt")).toBeVisible();
  await other.close();
  await expect(page.getByRole("list", { name: "Also open in" })).toHaveCount(0);
});

test("another name and a new version are in the other tab too", async ({ page, api }) => {
  const id = await openPipeline(page, api, greeting);
  const other = await secondTab(page, id);
  await rename(other, "Prompt", "Greet");
  await other.getByLabel("Name of the pipeline").fill("Another name");
  await other.keyboard.press("Enter");
  await expect(page.getByLabel("Name of the pipeline")).toHaveValue("Another name");
  await other.getByRole("button", { name: "Publish", exact: true }).click();
  await other.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("button", { name: "Version 1. Versions" })).toBeVisible();
  await rename(page, "Greet", "Prompt");
  await expect(page.getByRole("button", { name: "Edited since version 1. Versions" })).toBeVisible();
});

test("edits that do not touch each other merge by themselves", async ({ page, api, allowConsoleError }) => {
  allowConsoleError(/ERR_INTERNET_DISCONNECTED|409/);
  const id = await openPipeline(page, api, greeting);
  const other = await secondTab(page, id);
  await goOffline(page);
  await rename(page, "Prompt", "Mine");
  await expect(page.getByText("Offline — will retry")).toBeVisible();
  const body = JSON.stringify({ graph: { ...greeting, nodes: { ...greeting.nodes, extra: greeting.nodes.greet } } });
  await api(`/pipelines/${id}`, { method: "PUT", body });
  await page.context().setOffline(false);
  await expect(page.getByText(/Merged with changes saved elsewhere: 1 node/).first()).toBeVisible();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(4);
  const graph = await savedGraph(page, api, id);
  expect(graph.nodes.greet?.title).toBe("Mine");
  expect(Object.keys(graph.nodes)).toContain("extra");
  await expect(card(other, "Mine")).toBeVisible();
});

test("a conflict is shown as a diff, decided setting by setting, and nothing of either side is lost", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/ERR_INTERNET_DISCONNECTED|409/);
  const id = await openPipeline(page, api, greeting);
  const theirs = { title: "Their title", config: { template: "Hey {{ name }}, from them" } };
  await disagree(page, api, { id, mine: "Hi {{ name }}, from me", theirs });
  await page.getByRole("button", { name: "Compare and choose" }).click();
  const panel = page.getByRole("complementary", { name: "Conflict" });
  await expect(panel.getByRole("radio", { name: /^Mine: Hi/ })).toBeChecked();
  await expect(card(page, "Their title").locator(".pb-card")).toHaveAttribute("data-diff", "changed");
  await panel.getByRole("radio", { name: /^Theirs: Hey/ }).click();
  await panel.getByRole("button", { name: "Save the merge" }).click();
  const saved = async () => (await savedGraph(page, api, id)).nodes.greet;
  await expect.poll(saved).toMatchObject({ title: "Their title", config: { template: "Hey {{ name }}, from them" } });
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+z");
  await expect.poll(saved).toMatchObject({ title: "Their title", config: { template: "Hi {{ name }}, from me" } });
});

test("a tab that died while it was offline loses nothing: the next one brings its edits back", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/ERR_INTERNET_DISCONNECTED/);
  const id = await openPipeline(page, api, greeting);
  const dying = await secondTab(page, id);
  await goOffline(page);
  await rename(dying, "Prompt", "Nearly lost");
  await expect(dying.getByText("Offline — will retry")).toBeVisible();
  await dying.close();
  await page.context().setOffline(false);
  const next = await secondTab(page, id);
  await expect(card(next, "Nearly lost")).toBeVisible();
  await expect.poll(async () => (await savedGraph(next, api, id)).nodes.greet?.title).toBe("Nearly lost");
  await expect(card(page, "Nearly lost")).toBeVisible();
});
