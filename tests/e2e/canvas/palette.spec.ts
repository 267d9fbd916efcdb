import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline } from "./canvas-page.ts";

const empty = { nodes: {}, edges: [] };

test("node types that are starred or were used last stand on top, by keyboard too, and stay so", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, empty);
  const palette = page.getByRole("complementary", { name: "Palette" });
  const headings = palette.getByRole("heading");
  await expect(headings.first()).toContainText("Triggers");
  await palette.getByRole("button", { name: "Filter", exact: true }).focus();
  await page.keyboard.press("Tab");
  await expect(palette.getByRole("button", { name: "Keep on top" })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(headings.first()).toHaveText("Starred");
  await palette.getByRole("button", { name: "Merge", exact: true }).click();
  await expect(card(page, "Merge")).toBeVisible();
  await expect(headings.nth(1)).toHaveText("Recent");
  await page.reload();
  await expect(headings.first()).toHaveText("Starred");
  await expect(palette.getByRole("button", { name: "Filter", exact: true })).toHaveCount(2);
  await page.locator(".pb-canvas").focus();
  await page.keyboard.press("Tab");
  await expect(page.getByRole("option").first()).toContainText("Filter");
  await expect(page.getByRole("option").nth(1)).toContainText("Merge");
  await page.keyboard.press("Escape");
  await palette.getByRole("button", { name: "Keep on top", pressed: true }).first().click();
  await expect(palette.getByText("Starred")).toHaveCount(0);
});
