import { expect, test } from "../../../helpers/stories/story.ts";
import { makePipeline } from "../pages-pipelines.ts";
import { answers, box, say, talking } from "./chat-page.ts";

test("two browsers that write at once: the second shows what the first has asked, and keeps its words", async ({
  page,
  api,
  browser,
}) => {
  const id = await makePipeline(api, "Two browsers", talking());
  await page.goto(`/p/${id}/chat`);
  await say(page, "one");
  await expect(answers(page)).toContainText("0 before one");
  // Tabs of one browser tell each other.
  await using second = await browser.newContext({ storageState: await page.context().storageState() });
  const other = await second.newPage();
  await other.goto(page.url());
  await expect(answers(other)).toHaveCount(1);
  await say(page, "two");
  await expect(answers(page).nth(1)).toContainText("2 before two");
  await say(other, "three");
  await expect(other.getByText("Another message was sent in this conversation meanwhile.")).toBeVisible();
  await expect(answers(other).nth(1)).toContainText("2 before two");
  await expect(box(other)).toHaveValue("three");
  await box(other).press("Enter");
  await expect(answers(other).nth(2)).toContainText("4 before three");
  await expect(other.getByText("Another message was sent")).toHaveCount(0);
});

test("what another tab asks, renames and deletes is seen at once", async ({ page, api, allowConsoleError }) => {
  allowConsoleError(/404 .*conversations\.get/);
  const id = await makePipeline(api, "Tabs", talking());
  await page.goto(`/p/${id}/chat`);
  await say(page, "one");
  await expect(answers(page)).toContainText("0 before one");
  const other = await page.context().newPage();
  await other.goto(page.url());
  await expect(answers(other)).toHaveCount(1);
  await say(other, "two");
  await expect(answers(page).nth(1)).toContainText("2 before two");
  await other.getByRole("button", { name: "Options of one" }).click();
  await other.getByRole("menuitem", { name: "Rename" }).click();
  await other.getByRole("textbox", { name: "Title" }).fill("Elsewhere");
  await other.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: /^Elsewhere/ })).toBeVisible();
  await box(page).fill("half a question");
  await other.getByRole("button", { name: "Options of Elsewhere" }).click();
  await other.getByRole("menuitem", { name: "Delete" }).click();
  await other.getByRole("button", { name: "Delete" }).click();
  await expect(page.getByText("There is no such conversation. It may have been deleted.")).toBeInViewport();
  await page.getByRole("button", { name: "New conversation" }).last().click();
  await expect(box(page)).toHaveValue("half a question");
});

test("a message that is sent without a connection says so, and goes out when it is back", async ({
  page,
  api,
  allowConsoleError,
}) => {
  // Next reads ahead what the links of an answer lead to.
  allowConsoleError(/ERR_INTERNET_DISCONNECTED/);
  const id = await makePipeline(api, "Offline", talking());
  await page.goto(`/p/${id}/chat`);
  await say(page, "one");
  await expect(page.getByRole("button", { name: "Answer again" })).toBeVisible();
  await page.context().setOffline(true);
  await say(page, "two");
  await expect(page.getByText("You are offline. Your message is sent when the connection is back.")).toBeVisible();
  await page.context().setOffline(false);
  await expect(answers(page).nth(1)).toContainText("2 before two");
  await expect(page.getByText("You are offline.")).toHaveCount(0);
});
