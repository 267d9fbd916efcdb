import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline } from "../canvas/canvas-page.ts";

const talking = {
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "question", kind: "text" }] } },
    say: { type: "template", version: 1, title: "Say", config: { template: "You said {{ question }}" } },
    done: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
  },
  edges: [
    { id: "q", from: { node: "ask", port: "question" }, to: { node: "say", port: "question" } },
    { id: "a", from: { node: "say", port: "text" }, to: { node: "done", port: "answer" } },
  ],
  layout: { positions: { ask: { x: 0, y: 0 }, say: { x: 344, y: 0 }, done: { x: 688, y: 0 } }, groups: {}, notes: {} },
};

test("a chat beside the canvas asks the draft as it stands, and keeps its conversation", async ({ page, api }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  const id = await openPipeline(page, api, talking, "Beside");
  const button = page.getByRole("button", { name: "Chat with the draft" });
  await button.click();
  await expect(button).toHaveAttribute("aria-pressed", "true");
  const dock = page.getByRole("complementary", { name: "Chat" });
  const box = dock.getByRole("textbox", { name: "Your message" });
  const answers = dock.getByRole("group", { name: "Answer", exact: true });
  await expect(box).toBeFocused();
  await box.fill("one");
  await box.press("Enter");
  await expect(answers).toContainText("You said one");
  await expect(card(page, "Say").getByTitle("Done")).toBeVisible();
  expect((await new AxeBuilder({ page }).include("[data-region=chat]").analyze()).violations).toEqual([]);

  await card(page, "Say").getByRole("button", { name: "Say", exact: true }).click();
  await page.getByLabel("Template").fill("Now: {{ question }}");
  await box.fill("two");
  await box.press("Enter");
  await expect(answers.nth(1)).toContainText("Now: two");
  await expect(page).toHaveURL(new RegExp(`/p/${id}$`));

  await dock.getByRole("button", { name: "Close the chat" }).click();
  await expect(dock).toHaveCount(0);
  await button.click();
  await expect(answers.nth(1)).toContainText("Now: two");
  await dock.getByRole("link", { name: "Open the page of the chat" }).click();
  await expect(page).toHaveURL(/\/chat\?version=draft&c=/);
  await expect(page.getByRole("group", { name: "Answer", exact: true }).nth(1)).toContainText("Now: two");
});

test("a chat beside the canvas stays when what it is cannot be read for a later revision", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/conversations\.chat/);
  await openPipeline(page, api, talking, "Staying");
  await page.getByRole("button", { name: "Chat with the draft" }).click();
  const dock = page.getByRole("complementary", { name: "Chat" });
  const box = dock.getByRole("textbox", { name: "Your message" });
  await box.fill("half a question");
  let refused = 0;
  const body = JSON.stringify({
    error: { message: "No.", code: -32003, data: { code: "forbidden", httpStatus: 403 } },
  });
  await page.route(/conversations\.chat/, async (route) => {
    await route.fulfill({ status: 403, contentType: "application/json", body });
    refused += 1;
  });
  await card(page, "Say").getByRole("button", { name: "Say", exact: true }).click();
  await page.getByLabel("Template").fill("Now: {{ question }}");
  await expect.poll(() => refused, "the later revision was asked for").toBeGreaterThan(0);
  await box.press("Enter");
  await expect(dock.getByRole("group", { name: "Answer", exact: true })).toContainText("Now: half a question");
});
