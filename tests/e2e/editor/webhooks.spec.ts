import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline } from "../canvas/canvas-page.ts";

/** Webhook → output. */
const hook = {
  nodes: {
    hook: { type: "webhook", version: 1, title: "Orders", config: {} },
    out: { type: "output", version: 1, config: { fields: [{ name: "order", kind: "any", title: "Order" }] } },
  },
  edges: [{ id: "e1", from: { node: "hook", port: "body" }, to: { node: "out", port: "order" } }],
  layout: { positions: { hook: { x: 0, y: 0 }, out: { x: 344, y: 0 } }, groups: {}, notes: {} },
};

const inspector = (page: Page) => page.getByRole("complementary", { name: "Settings" });
const panel = (page: Page) => inspector(page).getByRole("region", { name: "Webhook" });
const deliveries = (page: Page) => panel(page).getByRole("list", { name: "Deliveries" }).getByRole("listitem");

test("a webhook is tried at its test address, switched on, and its deliveries are looked at and replayed", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, hook, "Hooked");
  await card(page, "Orders").click();
  await expect(panel(page).getByText("No request has arrived yet.")).toBeVisible();
  const testUrl = await panel(page).getByLabel("Test address", { exact: true }).inputValue();
  expect((await page.request.post(testUrl, { data: { order: 1001 } })).status()).toBe(202);
  await expect(deliveries(page)).toHaveCount(1);
  await deliveries(page).first().getByRole("button").first().click();
  await expect(panel(page).getByText('"order": 1001')).toBeVisible();
  await panel(page).getByRole("button", { name: "Use as test event" }).click();
  await expect(inspector(page).getByLabel("Test event")).toHaveValue(/"order": 1001/);

  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("switch", { name: "Pipeline on" }).click();
  await expect(page.getByText("On · version 1")).toBeVisible();
  const url = await panel(page).getByLabel("Address", { exact: true }).inputValue();
  expect((await page.request.post(url, { data: { order: 7 } })).status()).toBe(202);
  expect((await page.request.get(url)).status()).toBe(405);
  await expect(deliveries(page)).toHaveCount(3);
  await expect(deliveries(page).first()).toContainText("refused");
  await expect(inspector(page).getByRole("region", { name: "Trigger" })).toContainText(
    "A request was answered with 405",
  );
  const accepted = deliveries(page).nth(1);
  await accepted.getByRole("button").first().click();
  await expect(accepted.getByRole("link", { name: "its run" })).toBeVisible();
  await accepted.getByRole("button", { name: "Replay" }).click();
  await expect(deliveries(page).first()).toContainText("replay");
  const outputs = async () => {
    const { items } = await (await api(`/runs?pipelineId=${id}&trigger=webhook&status=succeeded`)).json();
    const runs = items.map(async (run: { id: string }) => (await (await api(`/runs/${run.id}`)).json()).output);
    return await Promise.all(runs);
  };
  await expect.poll(outputs).toEqual([{ order: { order: 7 } }, { order: { order: 7 } }]);

  await panel(page).getByRole("button", { name: "New address" }).click();
  await panel(page).getByRole("button", { name: "Replace" }).click();
  await expect(panel(page).getByLabel("Address", { exact: true })).not.toHaveValue(url);
  expect((await page.request.post(url, { data: {} })).status()).toBe(404);
  const { violations } = await new AxeBuilder({ page }).include("[data-region=inspector]").analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
});
