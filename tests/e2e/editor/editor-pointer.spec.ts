import { expect, test } from "../../helpers/stories/story.ts";
import { card, greeting, insertTemplate, openPipeline, restingBox, savedGraph } from "../canvas/canvas-page.ts";

test("a node that is put between two that are close makes room for itself, in one step to be undone", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  await insertTemplate(page, "e2");
  const boxes = [];
  for (const title of ["Prompt", "Template", "Output"]) boxes.push(await restingBox(card(page, title)));
  const [before, inserted, after] = boxes;
  expect(before!.x + before!.width).toBeLessThan(inserted!.x);
  expect(inserted!.x + inserted!.width).toBeLessThan(after!.x);
  await page.keyboard.press("Control+z");
  await expect(card(page, "Template")).toHaveCount(0);
  expect((await savedGraph(page, api, id)).layout.positions).toEqual(greeting.layout.positions);
});

test("Escape leads from a setting back to its node, and from there to nothing", async ({ page, api }) => {
  await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", { name: "Prompt", exact: true }).click();
  await page.keyboard.press("Enter");
  await expect(page.getByLabel("Template")).toBeFocused();
  await page.keyboard.type("Good day. ");
  await page.keyboard.press("Escape");
  await expect(card(page, "Prompt")).toBeFocused();
  await expect(page.getByLabel("Template")).toHaveValue(/Good day/);
  // The keys of the canvas work again: the next node is an arrow away.
  await page.keyboard.press("ArrowRight");
  await expect(page.getByRole("complementary", { name: "Settings" }).getByLabel("Title")).toHaveValue("Output");
  await page.keyboard.press("Escape");
  await expect(page.getByRole("complementary", { name: "Settings" })).toHaveCount(0);
});
