import { expect, test } from "../helpers/story.ts";
import { card, edges, greeting, middle, openPipeline, savedGraph } from "./canvas-hands.ts";

const title = (name: string) => ({ name, exact: true });

test("Shift+L on a selection moves nothing else, glides there, and is one undo step", async ({ page, api }) => {
  const positions = { ask: { x: 300, y: 320 }, greet: { x: 0, y: 160 }, out: { x: 500, y: 0 } };
  const id = await openPipeline(page, api, { ...greeting, layout: { positions, groups: {}, notes: {} } });
  const prompt = await middle(card(page, "Prompt").getByRole("button", title("Prompt")));
  const input = await middle(card(page, "Input").getByRole("button", title("Input")));
  await page.mouse.click(prompt.x, prompt.y);
  await page.keyboard.down("Shift");
  await page.mouse.click(input.x, input.y);
  await page.keyboard.up("Shift");
  await expect(page.getByText("2 selected")).toBeVisible();
  await page.evaluate(() => {
    const seen = new Set<string>();
    Reflect.set(window, "placesSeen", seen);
    const look = () => {
      seen.add(document.querySelector<HTMLElement>(".react-flow__node[data-id=greet]")?.style.transform ?? "");
      requestAnimationFrame(look);
    };
    look();
  });
  await page
    .getByRole("toolbar", { name: "Selection" })
    .getByRole("button", title("Tidy the selection, or all"))
    .click();
  await expect(page.getByRole("button", { name: "Undo: Tidy" })).toBeEnabled();
  await expect
    .poll(async () => {
      const { ask, greet } = (await savedGraph(page, api, id)).layout.positions;
      return ask!.x + 248 < greet!.x;
    })
    .toBe(true);
  expect((await savedGraph(page, api, id)).layout.positions.out, "what is not selected stays").toEqual(positions.out);
  const seen = await page.evaluate(() => Reflect.get(window, "placesSeen").size);
  expect(seen, "it was seen on its way").toBeGreaterThan(2);
  await page.keyboard.press("Control+z");
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeDisabled();
  await expect.poll(async () => (await savedGraph(page, api, id)).layout.positions).toEqual(positions);
});

test("the selection's toolbar duplicates with the wires inside, and deletes, each as one undo step", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  const toolbar = page.getByRole("toolbar", { name: "Selection" });
  await page.keyboard.press("Control+a");
  await toolbar.getByRole("button", title("Duplicate")).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(6);
  await expect(edges(page)).toHaveCount(4);
  await expect(toolbar.getByText("3 selected")).toBeVisible();
  await toolbar.getByRole("button", title("Delete")).click();
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  expect(Object.keys((await savedGraph(page, api, id)).nodes)).toEqual(Object.keys(greeting.nodes));
  await page.keyboard.press("Control+z");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(6);
  await expect(edges(page)).toHaveCount(4);
  await page.keyboard.press("Control+z");
  await expect(page.locator(".react-flow__node-card")).toHaveCount(3);
  await expect(page.getByRole("button", { name: /^Undo/ })).toBeDisabled();
});
