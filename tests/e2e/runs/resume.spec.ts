import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { draftAndApprove, greetEach, greetOne, sayAndCount } from "../editor/nested-pipelines.ts";
import { makePipeline, runPipeline } from "../pages/pages-pipelines.ts";

const whole = (page: Page) => page.getByRole("article", { name: "Whole run" });

test("a failed run is resumed with another input; what does not depend on it is reused", async ({ page, api }) => {
  const id = await makePipeline(api, "Say and count", sayAndCount(true));
  const failed = await runPipeline(api, id, { count: "many" });
  await page.goto(`/runs/${failed}`);
  await page.getByRole("button", { name: "Resume" }).click();
  const dialog = page.getByRole("dialog", { name: "Resume this run" });
  await expect(dialog.getByRole("region", { name: "Reused: 2" })).toContainText("Say it");
  await expect(dialog.getByRole("region", { name: "Runs again: 2" })).toContainText("did not succeed");
  await dialog.getByRole("button", { name: "Change the input" }).click();
  await dialog.getByLabel("count").fill("three");
  await expect(dialog.getByRole("region", { name: "Reused: 0" })).toBeVisible();
  await dialog.getByRole("button", { name: "Resume" }).click();
  await expect(page).not.toHaveURL(new RegExp(failed));
  await expect(whole(page).getByRole("region", { name: "Output" })).toContainText("We count three");
  await page.getByRole("link", { name: failed.slice(-8) }).click();
  await expect(page).toHaveURL(new RegExp(failed));
});

test("a failed run continues where it stopped once the pipeline is fixed", async ({ page, api }) => {
  const id = await makePipeline(api, "Mended", sayAndCount(true));
  const failed = await runPipeline(api, id, { count: "many" });
  await api(`/pipelines/${id}`, { method: "PUT", body: JSON.stringify({ graph: sayAndCount(false), revision: 1 }) });
  await page.goto(`/p/${id}/runs`);
  await page.getByRole("button", { name: `Actions for run ${failed.slice(-8)}` }).click();
  await page.getByRole("menuitem", { name: "Resume…" }).click();
  const dialog = page.getByRole("dialog", { name: "Resume this run" });
  await dialog.getByRole("combobox", { name: "Version" }).click();
  await page.getByRole("option", { name: "The draft as it is now" }).click();
  await expect(dialog.getByRole("region", { name: "Runs again: 2" })).toContainText("its settings have changed");
  await dialog.getByRole("button", { name: "Resume" }).click();
  await expect(whole(page).getByRole("region", { name: "Output" })).toContainText("We count many");
  const timeline = page.getByRole("region", { name: "Timeline" });
  await timeline.getByRole("button", { name: "Say it" }).click();
  await expect(page.getByRole("article", { name: "Step Say it" })).toContainText(`Reused from${failed.slice(-8)}`);
});

test("a node runs from here, on the values of the run before", async ({ page, api }) => {
  const id = await makePipeline(api, "From here", sayAndCount(false));
  await runPipeline(api, id, { count: "seven" });
  await page.goto(`/p/${id}`);
  await page.locator(".pb-canvas[data-ready]").waitFor();
  await page.getByRole("button", { name: "Count", exact: true }).click();
  await page.keyboard.press("Control+Shift+Enter");
  const dialog = page.getByRole("dialog", { name: "Run from “Count”" });
  await expect(dialog.getByRole("region", { name: "Reused: 2" })).toBeVisible();
  await expect(dialog.getByRole("textbox"), "nothing is missing, so nothing is asked").toHaveCount(0);
  await dialog.getByRole("button", { name: "Run from here" }).click();
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(
    timeline.getByRole("button", { name: "Whole run" }).getByRole("img", { name: "Succeeded" }),
  ).toBeVisible();
  await expect(timeline.getByRole("button", { name: "Say it" })).toContainText("from run");
  await expect(timeline.getByRole("button", { name: "Count" })).not.toContainText("from run");
});

test("a run waits for a word, which comes by the link from someone without an account", async ({
  page,
  api,
  browser,
}) => {
  const id = await makePipeline(api, "Draft and approve", draftAndApprove);
  const runId = await runPipeline(api, id, { topic: "cables" }, 0);
  await page.goto(`/runs/${runId}`);
  const card = page.getByRole("article", { name: "Waiting for approval: Publish this?" });
  await expect(card).toContainText("A text about cables.");
  await expect(card).toContainText("All about cables.");
  await page.goto("/");
  await expect(page.getByRole("region", { name: "Waiting for you" })).toContainText("Draft and approve");
  await page.goto(`/runs/${runId}`);
  const { items } = await (await api(`/approvals?runId=${runId}`)).json();
  const { url } = await (await api(`/approvals/${items[0].id}/link`, { method: "POST", body: "{}" })).json();
  await using stranger = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const phone = await stranger.newPage();
  await phone.goto(url);
  await expect(phone.getByRole("heading", { name: "Publish this?" })).toBeVisible();
  await phone.getByLabel("Comment").fill("Go ahead.");
  await phone.getByRole("button", { name: "Approve" }).click();
  await expect(phone.getByText("Thank you.")).toBeVisible();
  await expect(whole(page).getByRole("region", { name: "Output" })).toContainText("Go ahead.");
  await phone.reload();
  await expect(phone.getByText("Approved")).toBeVisible();
  await expect(phone.getByRole("button", { name: "Approve" })).toHaveCount(0);
  await phone.goto(`${url}x`);
  await expect(phone.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});

test("who decides by the link too late sees what was decided, and cannot decide any more", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/409/);
  const id = await makePipeline(api, "Decided twice", draftAndApprove);
  const runId = await runPipeline(api, id, { topic: "haste" }, 1);
  const { items } = await (await api(`/approvals?runId=${runId}`)).json();
  const { url } = await (await api(`/approvals/${items[0].id}/link`, { method: "POST" })).json();
  await page.goto(url);
  await api(`/approvals/${items[0].id}/decide`, { method: "POST", body: JSON.stringify({ approve: false }) });
  await page.getByRole("button", { name: "Approve" }).click();
  await expect(page.getByText(/already been decided|nothing left to decide/)).toBeVisible();
  await expect(page.getByText("Rejected")).toBeVisible();
  await expect(page.getByRole("button", { name: "Approve" })).toHaveCount(0);
});

test("an approval is rejected on the card, and the run takes the other branch", async ({ page, api }) => {
  const id = await makePipeline(api, "Reject on the card", draftAndApprove);
  const runId = await runPipeline(api, id, { topic: "noise" }, 0);
  await page.goto(`/p/${id}?run=${runId}`);
  await page.locator(".pb-card-approval").getByRole("button", { name: "Reject" }).click();
  const timeline = page.getByRole("region", { name: "Timeline" });
  await expect(
    timeline.getByRole("button", { name: "Whole run" }).getByRole("img", { name: "Succeeded" }),
  ).toBeVisible();
  await expect(page.locator(".pb-card-approval")).toHaveCount(0);
});

test("a map says how far it is, and shows the items that failed", async ({ page, api }) => {
  const one = await makePipeline(api, "Greet one", greetOne);
  const id = await makePipeline(api, "Greet each", greetEach(one));
  const body = JSON.stringify({ inputs: { guests: ["Ada", "Grace", "Mallory", "Barbara"] } });
  const run = await (await api(`/pipelines/${id}/runs?wait=60`, { method: "POST", body })).json();
  await page.goto(`/runs/${run.id}`);
  const row = page.getByRole("region", { name: "Timeline" }).getByRole("button", { name: "Each guest" });
  await expect(row).toContainText("4 items · 1 failed");
  await row.click();
  const items = page.getByRole("region", { name: "Items" });
  await expect(items.getByRole("button", { name: /Item/ })).toHaveCount(4);
  await items.getByRole("radio", { name: "Failed" }).click();
  await items.getByRole("button", { name: /Item 3/ }).click();
  await expect(items.getByRole("button", { name: /At the door/ })).toBeVisible();
  await expect(items.getByRole("alert")).toContainText("Mallory is not welcome (at character");
  await page.goto(`/p/${id}?run=${run.id}`);
  await expect(page.locator(".pb-card-progress")).toContainText("4 of 4, 1 failed");
});
