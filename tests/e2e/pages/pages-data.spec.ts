import { expect, test } from "../../helpers/stories/story.ts";
import { keep, makePipeline } from "./pages-pipelines.ts";

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

test("dead letters say why, are replayed all at once, and one is edited and replayed", async ({ page, api }) => {
  const send = (path: string, body: object) => api(path, { method: "POST", body: JSON.stringify(body) });
  await send("/topics", { name: "orders", partitions: 1 });
  const id = await makePipeline(api, "Orders", {
    schema: 1,
    nodes: {
      orders: { type: "topic-trigger", version: 1, config: { topic: "orders" } },
      done: { type: "output", version: 1, config: { fields: [{ name: "order", kind: "any" }] } },
    },
    edges: [{ id: "a", from: { node: "orders", port: "value" }, to: { node: "done", port: "order" } }],
    layout: { positions: { orders: { x: 0, y: 0 }, done: { x: 340, y: 0 } }, groups: {}, notes: {} },
  });
  await send(`/pipelines/${id}/versions`, {});
  await send(`/pipelines/${id}/activate`, {});
  await send("/topics/orders/events", [
    { key: "ada", value: "{" },
    { key: "bob", value: "[" },
  ]);
  const trigger = async () => (await (await api(`/pipelines/${id}/triggers`)).json()).triggers[0];
  await expect.poll(async () => (await trigger()).topic.dead).toBe(2);
  await page.goto(`/topics/${(await trigger()).topic.deadTopic}`);
  const letters = page.getByRole("region", { name: "Dead letters" });
  await expect(letters.getByRole("listitem")).toHaveCount(2);
  await letters.getByRole("button", { name: "Replay 2 events" }).click();
  await expect(letters).toContainText("2 events could not be replayed. One of them: The value is not valid JSON");
  const ada = letters.getByRole("listitem").filter({ hasText: "ada" });
  await ada.getByText("ada").click();
  await ada.getByRole("textbox", { name: "Value for the replay" }).fill('{"total": 12}');
  await ada.getByRole("button", { name: "Replay", exact: true }).click();
  await expect(ada).toContainText("Replayed");
  await expect(ada.getByRole("img", { name: "Succeeded" })).toBeVisible();
  await expect(letters.getByRole("button", { name: /^Replay \d+ events/ })).toHaveCount(0);
  await api(`/pipelines/${id}`, { method: "DELETE" });
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
