import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline, savedGraph } from "./canvas-page.ts";

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

test("a node that is added with the pointer on a card goes on from the selected one, and hides none", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, empty);
  const add = async (words: string) => {
    await page.keyboard.press("Tab");
    await page.keyboard.type(words);
    await page.keyboard.press("Enter");
  };
  await add("prompt");
  await card(page, "Prompt").getByRole("button", { name: "Prompt", exact: true }).click();
  await add("chat model");
  await expect(card(page, "Chat model")).toBeVisible();
  await expect
    .poll(async () => (await savedGraph(page, api, id)).edges)
    .toMatchObject([{ from: { port: "prompt" }, to: { port: "prompt" } }]);

  // Nothing selected, and the pointer still on a card: below it.
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await card(page, "Prompt").hover({ position: { x: 8, y: 60 } });
  await add("merge");
  await expect(card(page, "Merge")).toBeVisible();
  const boxes = await Promise.all(["Prompt", "Chat model", "Merge"].map((title) => card(page, title).boundingBox()));
  for (const [index, a] of boxes.entries()) {
    for (const b of boxes.slice(index + 1)) {
      const isApart =
        !a || !b || a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      expect(isApart).toBe(true);
    }
  }
});
