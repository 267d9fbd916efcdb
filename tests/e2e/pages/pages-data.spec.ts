import { expect, test } from "../../helpers/stories/story.ts";
import { keep } from "./pages-pipelines.ts";

test("a topic is made, an event is published by hand and looked at, and the topic is deleted", async ({ page }) => {
  await page.goto("/topics");
  await expect(page.getByRole("link", { name: "Data" })).toHaveAttribute("aria-current", "page");
  await page.getByRole("button", { name: "New topic" }).first().click();
  await page.getByRole("textbox", { name: "Name" }).fill("clicks");
  await page.getByRole("button", { name: "Create" }).click();
  await expect(page.getByRole("heading", { name: "clicks" })).toBeVisible();
  await expect(page.getByText("No events yet")).toBeVisible();
  await expect(page.getByText("/api/v1/topics/clicks/events")).toBeVisible();

  await page.getByRole("button", { name: "Publish", exact: true }).click();
  await page.getByRole("textbox", { name: "Key" }).fill("user-1");
  await page.getByRole("textbox", { name: "Value" }).fill('{"item":"Dracula","kind":"click"}');
  await page.getByRole("dialog").getByRole("button", { name: "Publish", exact: true }).click();
  const event = page.getByRole("region", { name: "Last events" }).getByRole("listitem");
  // Java's partition of user-1 among three is 2.
  await expect(event).toContainText("2 / 0");
  await event.getByText("user-1").click();
  await expect(event).toContainText('"kind": "click"');

  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("heading", { name: "Topics", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "clicks" })).toHaveCount(0);
});

test("what a State node keeps is found by its key, looked at and deleted", async ({ page, api }) => {
  await keep(api, { "user-ada": { count: 3 }, "user-bob": { count: 1 }, "page-home": 12 });
  await page.goto("/topics");
  await page.getByRole("navigation", { name: "Data" }).getByRole("link", { name: "Stores" }).click();
  await page.getByRole("link", { name: "visits" }).click();
  const entries = page.getByRole("list", { name: "Entries" }).getByRole("listitem");
  await expect(entries).toHaveCount(3);
  await page.getByRole("searchbox", { name: "Search keys" }).fill("user-");
  await expect(entries).toHaveCount(2);
  await entries.first().getByText("user-ada").click();
  await expect(entries.first()).toContainText("count");
  await page.getByRole("button", { name: "Delete this entry" }).click();
  await page.getByRole("alertdialog", { name: "Delete “user-ada”?" }).getByRole("button", { name: "Delete" }).click();
  await expect(entries).toHaveCount(1);
  await page.getByRole("searchbox", { name: "Search keys" }).fill("no-such-key");
  await expect(page.getByText("No key begins with this")).toBeVisible();
});
