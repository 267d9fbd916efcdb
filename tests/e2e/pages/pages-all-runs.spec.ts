import { expect, test } from "../../helpers/stories/story.ts";
import { counting, greeting, makePipeline, patient, runPipeline } from "./pages-pipelines.ts";

// Other stories run things in the same workspace at the same time, so each looks for what is its own.

test("the runs of all pipelines are in one list, from which a run and its pipeline are a click away", async ({
  page,
  api,
}) => {
  const [one, other] = [await makePipeline(api, "Hello list", greeting), await makePipeline(api, "Sum list", counting)];
  const greeted = await runPipeline(api, one, {});
  const failed = await runPipeline(api, other, { count: "many" });
  await page.goto("/");
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "Runs" })).toBeVisible();
  const rows = page.getByRole("region", { name: "Runs" }).getByRole("row");
  const failedRow = rows.filter({ hasText: failed.slice(-8) });
  await expect(failedRow).toContainText("Sum list");
  await expect(failedRow).toContainText("Failed");
  await expect(failedRow).toContainText("Many is not a number (at character");
  await expect(rows.filter({ hasText: greeted.slice(-8) })).toContainText("Hello list");
  await expect(failedRow.getByRole("link", { name: "Sum list" })).toHaveAttribute("href", `/p/${other}`);
  await failedRow.getByRole("link", { name: /^Run / }).click();
  await expect(page).toHaveURL(new RegExp(`/runs/${failed}`));
});

test("a narrowed list keeps its filters in the address, for a reload and for someone else", async ({ page, api }) => {
  const id = await makePipeline(api, "Narrow list", counting);
  const failed = await runPipeline(api, id, { count: "many" });
  const summed = await runPipeline(api, id, { count: "3" });
  await page.goto("/runs");
  const rows = page.getByRole("region", { name: "Runs" }).getByRole("row");
  await page.getByRole("button", { name: "Pipeline: Any pipeline" }).click();
  await page.getByRole("textbox", { name: "Search pipelines" }).fill("narrow");
  await page.getByRole("button", { name: "Narrow list" }).click();
  await expect(rows).toHaveCount(3);
  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Failed" }).click();
  await expect(rows).toHaveCount(2);
  await expect(rows.nth(1)).toContainText(failed.slice(-8));
  await expect(page).toHaveURL(new RegExp(`status=failed&pipeline=${id}`));
  await page.reload();
  await expect(rows).toHaveCount(2);
  await expect(page.getByRole("button", { name: "Pipeline: Narrow list" })).toBeVisible();
  await page.getByRole("combobox", { name: "Trigger" }).click();
  await page.getByRole("option", { name: "Share link" }).click();
  await expect(page.getByText("No run matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows.filter({ hasText: summed.slice(-8) })).toHaveCount(1);
  await expect(page).toHaveURL(/\/runs$/);
});

test("a run is seen to go on, and is cancelled from its row by keyboard alone", async ({ page, api }) => {
  const id = await makePipeline(api, "Slow list", patient());
  await page.goto(`/runs?pipeline=${id}`);
  await expect(page.getByText("No run matches these filters")).toBeVisible();
  const run = await runPipeline(api, id, {}, 0);
  const row = page
    .getByRole("region", { name: "Runs" })
    .getByRole("row")
    .filter({ hasText: run.slice(-8) });
  await expect(row).toContainText("Running");
  const time = row.getByRole("cell").filter({ hasText: /^[\d.]+ m?s$/ });
  const before = await time.textContent();
  await expect(time).not.toHaveText(before ?? "");
  await row.getByRole("button", { name: /^Actions for run/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menuitem", { name: "Cancel" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(row).toContainText("Cancelled");
});

test("a list that cannot be read says so and comes back by itself", async ({ page, allowConsoleError }) => {
  allowConsoleError(/503|Failed to load/);
  await page.goto("/runs");
  let isDown = true;
  await page.route(/runs\.list/, (route) => (isDown ? route.fulfill({ status: 503, body: "no" }) : route.fallback()));
  await page.getByRole("combobox", { name: "Time" }).click();
  await page.getByRole("option", { name: "Last hour" }).click();
  await expect(page.getByText("Patchbay could not be reached.")).toBeVisible();
  isDown = false;
  await expect(page.getByText("Patchbay could not be reached.")).toBeHidden();
});
