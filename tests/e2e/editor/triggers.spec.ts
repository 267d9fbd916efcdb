import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline } from "../canvas/canvas-page.ts";

/** Schedule → template → output. */
const clock = (when: string) => ({
  nodes: {
    clock: { type: "schedule", version: 1, title: "Often", config: { when } },
    say: { type: "template", version: 1, title: "Say", config: { template: "At {{ time }}" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "text", kind: "text", title: "Text" }] } },
  },
  edges: [
    { id: "e1", from: { node: "clock", port: "time" }, to: { node: "say", port: "time" } },
    { id: "e2", from: { node: "say", port: "text" }, to: { node: "out", port: "text" } },
  ],
  layout: { positions: { clock: { x: 0, y: 0 }, say: { x: 344, y: 0 }, out: { x: 688, y: 0 } }, groups: {}, notes: {} },
});

const pipelineSwitch = (page: Page) => page.getByRole("switch", { name: "Pipeline on" });
const inspector = (page: Page) => page.getByRole("complementary", { name: "Settings" });

async function publish(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
}

test("a pipeline is switched on, runs by its schedule, changes over to a new version, and is switched off", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, clock("every 2 seconds"), "Clockwork");
  await publish(page);
  await expect(pipelineSwitch(page)).not.toBeChecked();
  await pipelineSwitch(page).click();
  await expect(page.getByText("On · version 1")).toBeVisible();
  await expect(card(page, "Often").getByLabel("On", { exact: true })).toBeVisible();

  await card(page, "Often").click();
  const state = inspector(page).getByRole("region", { name: "Trigger" });
  await expect(state.getByText("On, in version 1")).toBeVisible();
  await expect(state.getByRole("link", { name: "its run" })).toBeVisible();
  await expect(inspector(page).getByRole("list", { name: "Next times" }).getByRole("listitem")).toHaveCount(10);

  await inspector(page).getByLabel("When").fill("every 3 seconds");
  await expect(page.getByText("Edited since version 1")).toBeVisible();
  await publish(page);
  await page.getByRole("button", { name: "Switch to version 2" }).click();
  await expect(page.getByText("On · version 2")).toBeVisible();
  const runsOf = async (version: number) =>
    (await (await api(`/runs?pipelineId=${id}&trigger=schedule&status=succeeded&version=${version}`)).json()).items;
  await expect.poll(async () => (await runsOf(2)).length).toBeGreaterThan(0);

  await page.goto("/");
  await expect(
    page
      .getByRole("listitem")
      .filter({ hasText: "Clockwork" })
      .getByTitle(/Version 2 is switched on/),
  ).toBeVisible();
  await page.goto(`/p/${id}/runs`);
  await expect(page.getByRole("cell", { name: "Schedule" }).first()).toBeVisible();

  await page.goto(`/p/${id}`);
  await pipelineSwitch(page).click();
  await expect(page.getByText("Off", { exact: true })).toBeVisible();
  await expect(card(page, "Often").getByLabel("On", { exact: true })).toHaveCount(0);
});

test("a draft runs from the test event of its trigger", async ({ page, api }) => {
  const id = await openPipeline(page, api, clock("0 9 * * MON-FRI"), "Tried");
  await card(page, "Often").click();
  await inspector(page).getByLabel("Test event").fill('{ "time": "2030-01-01T09:00:00.000Z" }');
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("region", { name: "Test event" })).toContainText("2030-01-01T09:00:00.000Z");
  await dialog.getByRole("button", { name: "Run", exact: true }).click();
  const outputs = async () => {
    const { items } = await (await api(`/runs?pipelineId=${id}&status=succeeded`)).json();
    const runs = items.map(async (run: { id: string }) => (await (await api(`/runs/${run.id}`)).json()).output);
    return await Promise.all(runs);
  };
  await expect.poll(outputs).toEqual([{ text: "At 2030-01-01T09:00:00.000Z" }]);
  // The canvas may follow the run and take the card from under the pointer.
  await expect(async () => {
    await card(page, "Often").hover();
    await card(page, "Often").getByRole("button", { name: "Run from here" }).click({ timeout: 2000 });
  }).toPass();
  await expect.poll(async () => (await outputs()).length).toBe(2);
});

test("an expression of another scheduler, and one that never fires, are told apart at the setting", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, clock("0 9 * * *"), "Mistaken");
  await card(page, "Often").click();
  const when = inspector(page).getByLabel("When");
  await when.fill("0 0/15 9-17 ? * MON-FRI");
  await expect(inspector(page).getByText("write */15 9-17 * * MON-FRI instead")).toBeVisible();
  await when.fill("0 0 30 2 *");
  await expect(inspector(page).getByText("This schedule never fires")).toBeVisible();
  await expect(inspector(page).getByRole("list", { name: "Next times" })).toHaveCount(0);
  await when.fill("*/15 9-17 * * MON-FRI");
  await expect(inspector(page).getByRole("list", { name: "Next times" }).getByRole("listitem")).toHaveCount(10);
  const { violations } = await new AxeBuilder({ page }).include("[data-region=inspector]").analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
});
