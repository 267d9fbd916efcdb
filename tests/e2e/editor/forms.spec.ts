import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline } from "../canvas/canvas-page.ts";

/** Form → output of its message. */
const intake = {
  nodes: {
    form: {
      type: "form",
      version: 1,
      title: "Returns",
      config: {
        title: "Return a lamp",
        intro: "We answer **within a day**.",
        after: "the answer",
        fields: [
          { name: "name", kind: "text", title: "Your name" },
          { name: "topic", kind: "text", format: "choice", choices: ["Broken", "Too bright"], title: "What is wrong?" },
          { name: "message", kind: "text", format: "long", title: "Tell us more" },
          { name: "day", kind: "text", format: "date", title: "Bought on", optional: true },
          { name: "photo", kind: "file", title: "Photo", optional: true },
        ],
      },
    },
    out: { type: "output", version: 1, config: { fields: [{ name: "reply", kind: "text", title: "Reply" }] } },
  },
  edges: [{ id: "e1", from: { node: "form", port: "message" }, to: { node: "out", port: "reply" } }],
  layout: { positions: { form: { x: 0, y: 0 }, out: { x: 344, y: 0 } }, groups: {}, notes: {} },
};

const inspector = (page: Page) => page.getByRole("complementary", { name: "Settings" });
const panel = (page: Page) => inspector(page).getByRole("region", { name: "Form" });
const deliveries = (page: Page) => panel(page).getByRole("list", { name: "Deliveries" }).getByRole("listitem");

async function fillIn(form: Page): Promise<void> {
  await form.getByLabel("Your name").fill("Ada");
  await form.getByLabel("What is wrong?").click();
  await form.getByRole("option", { name: "Broken" }).click();
  await form.getByLabel("Tell us more").fill("It arrived in *two* pieces.");
}

test("a form is edited, tried, switched on, and filled in on a phone by a stranger, once", async ({
  page,
  api,
  browser,
}) => {
  const id = await openPipeline(page, api, intake, "Returns");
  await card(page, "Returns").click();
  // It stands above the fields: an open list would follow its box down and out of the page.
  await expect(panel(page).getByText("Nothing has been sent yet.")).toBeVisible();
  await inspector(page).getByRole("button", { name: "Add field" }).click();
  await inspector(page).getByLabel("Kind of field", { exact: true }).click();
  await page.getByRole("option", { name: "Choice" }).click();
  await inspector(page).getByLabel("Choices of field").fill("Refund\nAnother lamp");
  await expect(page.getByText("Saved", { exact: true }).first()).toBeVisible();

  const testUrl = await panel(page).getByLabel("Test page", { exact: true }).inputValue();
  const url = await panel(page).getByLabel("Address", { exact: true }).inputValue();
  const stranger = await browser.newContext({ viewport: { width: 390, height: 844 }, colorScheme: "dark" });
  const form = await stranger.newPage();
  await form.goto(testUrl);
  await fillIn(form);
  await form.getByLabel("field", { exact: true }).click();
  await form.getByRole("option", { name: "Refund" }).click();
  await form.getByRole("button", { name: "Send", exact: true }).click();
  await expect(form.getByText("no run was started")).toBeVisible();
  await expect(deliveries(page)).toHaveCount(1);
  await deliveries(page).first().getByRole("button").first().click();
  await panel(page).getByRole("button", { name: "Use as test event" }).click();
  await expect(inspector(page).getByLabel("Test event")).toHaveValue(/two/);
  await inspector(page).getByRole("button", { name: "More" }).last().click();
  await inspector(page).getByRole("button", { name: "Remove field" }).click();

  await form.goto(url);
  await expect(form.getByRole("heading", { name: "This form is closed" })).toBeVisible();
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await page.getByRole("switch", { name: "Pipeline on" }).click();
  await expect(page.getByText("On · version 1")).toBeVisible();

  await form.goto(url);
  await expect(form.getByRole("heading", { name: "Return a lamp" })).toBeVisible();
  await expect(form.locator("strong", { hasText: "within a day" })).toBeVisible();
  const send = form.getByRole("button", { name: "Send", exact: true });
  await send.click();
  await expect(form.getByText("This is missing.")).toHaveCount(2);
  await expect(form.getByLabel("Your name")).toBeFocused();
  await fillIn(form);
  await form
    .getByLabel("Photo")
    .setInputFiles({ name: "lamp.png", mimeType: "image/png", buffer: Buffer.from([1, 2, 3]) });
  await expect(form.getByText("lamp.png")).toBeVisible();
  const { violations } = await new AxeBuilder({ page: form }).analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  await send.dblclick();
  const answer = form.getByRole("region", { name: "Answer" });
  await expect(answer.locator("em", { hasText: "two" })).toBeVisible();
  await form.reload();
  await expect(answer).toContainText("It arrived in two pieces.");
  await expect(send).toHaveCount(0);
  const runs = async () => (await (await api(`/runs?pipelineId=${id}&trigger=form`)).json()).items.length;
  expect(await runs()).toBe(1);
  await form.getByRole("button", { name: "Send another one" }).click();
  await expect(form.getByLabel("Your name")).toHaveValue("");

  // The connection breaks off when it has arrived: the same answers are the same submission, changed ones are not lost.
  const breakOff = () =>
    form.route("**/api/forms/**", (route) => route.fetch().then(() => route.abort()), { times: 1 });
  for (const [message, count] of [
    ["It arrived in *two* pieces.", 2],
    ["It arrived in *three* pieces.", 4],
  ] as const) {
    await breakOff();
    await fillIn(form);
    await send.click();
    await expect(form.getByText("It could not be sent.")).toBeVisible();
    await form.getByLabel("Tell us more").fill(message);
    await send.click();
    await expect(answer).toContainText(message.replaceAll("*", ""));
    expect(await runs()).toBe(count);
    await form.getByRole("button", { name: "Send another one" }).click();
  }
  await stranger.close();
});

test("a file that is missing is where the keyboard goes when a form is refused", async ({ page, api }) => {
  const { form, ...nodes } = structuredClone(intake.nodes);
  const fields = [
    { name: "photo", kind: "file", title: "Photo" },
    { name: "message", kind: "text", title: "Tell us more" },
  ];
  await openPipeline(page, api, { ...intake, nodes: { ...nodes, form: { ...form, config: { fields } } } });
  await card(page, "Returns").click();
  await page.goto(await panel(page).getByLabel("Test page", { exact: true }).inputValue());
  const send = page.getByRole("button", { name: "Send", exact: true });
  await send.click();
  await expect(page.getByRole("button", { name: "Choose a file" })).toBeFocused();
  const file = { name: "lamp.png", mimeType: "image/png", buffer: Buffer.from([1, 2, 3]) };
  await page.getByLabel("Photo").setInputFiles(file);
  await expect(page.getByText("lamp.png")).toBeVisible();
  await send.click();
  await expect(page.getByLabel("Tell us more")).toBeFocused();
});
