import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline, savedGraph } from "../canvas/canvas-page.ts";

const order = {
  items: [
    { title: "Pen", price: 2 },
    { title: "Lamp", price: 30 },
  ],
  total: 32,
};

/** Input → Transform → Output, and a Condition beside it. */
const shop = {
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "order", kind: "json", title: "Order" }] } },
    pick: { type: "transform", version: 1, config: { expression: "$" } },
    large: { type: "condition", version: 1, config: { expression: "total", test: "is greater than", to: "10" } },
    say: { type: "prompt", version: 1, config: { template: "" } },
    out: { type: "output", version: 1, config: { fields: [{ name: "titles", kind: "json" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "order" }, to: { node: "pick", port: "value" } },
    { id: "e2", from: { node: "ask", port: "order" }, to: { node: "large", port: "value" } },
    { id: "e3", from: { node: "pick", port: "result" }, to: { node: "out", port: "titles" } },
  ],
  layout: {
    positions: {
      ...{ ask: { x: 0, y: 0 }, pick: { x: 344, y: 0 }, large: { x: 344, y: 240 } },
      ...{ say: { x: 344, y: 480 }, out: { x: 688, y: 0 } },
    },
    groups: {},
    notes: {},
  },
};

test("an expression is checked while typing, its names are offered, and its value in the last run is shown", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, shop);
  const select = (title: string) => card(page, title).getByRole("button", { name: title, exact: true }).click();
  await select("Transform");
  const box = page.getByRole("textbox", { name: "Expression" });
  const value = page.getByRole("region", { name: "Value in the last run" });
  await expect(value).toHaveText("Run once to see a value here.");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog").getByLabel("Order").fill(JSON.stringify(order));
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();

  await box.fill("");
  await box.pressSequentially("items[price > 10].t");
  const list = page.getByRole("listbox", { name: "Names" });
  await expect(list.getByRole("option", { name: /^title/ })).toHaveAttribute("aria-selected", "true");
  await expect(box).toHaveAttribute("aria-activedescendant", /.+/);
  expect((await new AxeBuilder({ page }).include("[data-region=inspector]").analyze()).violations).toEqual([]);
  await box.press("Enter");
  await expect(box).toHaveValue("items[price > 10].title");
  await expect(value).toContainText("Lamp");

  await box.fill("items[price > 10");
  await expect(page.getByText("“]” is missing at the end.")).toBeVisible();
  await expect(box).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: "Character 17" }).click();
  await expect(box).toBeFocused();
  await box.pressSequentially("]");
  await expect(box).not.toHaveAttribute("aria-invalid");
  await box.fill("$sum(items.price)");
  await expect(value).toContainText("32");

  // A regular expression that would take years: the editor goes on, and says so.
  await box.fill(`$match("${"a".repeat(40)}!", /^(a+)+$/)`);
  await expect(value).toContainText("The expression fails: it takes longer than 2 seconds");
  await box.fill("total * 2");
  await expect(value).toContainText("64");
  expect((await savedGraph(page, api, id)).nodes.pick?.config.expression).toBe("total * 2");

  await select("Condition");
  const step = run.getByRole("article", { name: "Step Condition" });
  const test = step.locator("section").filter({ has: page.getByRole("heading", { name: "Value to test" }) });
  await expect(test).toContainText("total");
  await expect(test).toContainText("32");
  await expect(test).toContainText("Computed again from the step's input.");
});

test("a template offers the outputs of other nodes, and the chosen one is connected", async ({ page, api }) => {
  const id = await openPipeline(page, api, shop);
  await card(page, "Prompt").getByRole("button", { name: "Prompt", exact: true }).click();
  const box = page.getByRole("textbox", { name: "Template" });
  await box.pressSequentially("The order: {{ ord");
  await page.getByRole("option", { name: /^order/ }).click();
  await expect(box).toHaveValue("The order: {{ order }}");
  await expect
    .poll(async () => (await savedGraph(page, api, id)).edges.at(-1))
    .toMatchObject({
      from: { node: "ask", port: "order" },
      to: { node: "say", port: "order" },
    });
  await box.press("Control+End");
  await box.pressSequentially(" {{ order | upc");
  await expect(page.getByRole("option", { name: /^upcase the text in capitals/ })).toBeVisible();
  await box.press("Escape");
  await expect(page.getByRole("listbox")).toHaveCount(0);
  await expect(box).toBeFocused();
  await expect(page.getByText("“{{” has no “}}” after it.")).toBeVisible();
});

test("a template that is written anew offers what was connected before", async ({ page, api }) => {
  const say = { ...shop.nodes.say, config: { template: "Order: {{ order }}" } };
  const edge = { id: "e4", from: { node: "ask", port: "order" }, to: { node: "say", port: "order" } };
  const id = await openPipeline(page, api, {
    ...shop,
    nodes: { ...shop.nodes, say },
    edges: [...shop.edges, edge],
  });
  await card(page, "Prompt").getByRole("button", { name: "Prompt", exact: true }).click();
  const box = page.getByRole("textbox", { name: "Template" });
  await box.press("Control+a");
  await box.pressSequentially("What was sold: {{ ");
  await expect(page.getByText("Prompt no longer has the input “order”.")).toBeVisible();
  await page.getByRole("option", { name: /^order “Order” of Input, is connected/ }).click();
  await expect(box).toHaveValue("What was sold: {{ order }}");
  await expect(page.getByText("Prompt no longer has the input")).toHaveCount(0);
  await expect.poll(async () => (await savedGraph(page, api, id)).edges.at(-1)).toEqual(edge);
});
