import AxeBuilder from "@axe-core/playwright";
import { Graph } from "../../../../lib/graph/graph.ts";
import { expect, test } from "../../../helpers/stories/story.ts";
import { makePipeline } from "../pages-pipelines.ts";
import { answers, box, say, talking } from "./chat-page.ts";

test("a conversation remembers, branches, is rated, found again, renamed and deleted", async ({ page, api }) => {
  const id = await makePipeline(api, "Talking", talking());
  await page.goto("/");
  const card = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "Talking", exact: true }) });
  await expect(card.getByRole("link", { name: "Chat", exact: true })).toHaveAttribute("href", `/p/${id}/chat`);
  await page.goto(`/p/${id}`);
  await page.getByRole("button", { name: "Chat with the draft" }).click();
  await expect(box(page)).toBeFocused();
  await say(page, "one");
  await expect(answers(page)).toContainText("0 before one");
  await say(page, "two");
  await expect(answers(page).nth(1)).toContainText("2 before two");
  await page.reload();
  await expect(answers(page).nth(1)).toContainText("2 before two");

  const first = page.getByRole("article", { name: "Question: one" });
  await first.getByRole("button", { name: "Edit this question" }).click();
  await page.getByRole("textbox", { name: "Edited question" }).fill("uno");
  await page.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(answers(page)).toHaveCount(1);
  await expect(answers(page)).toContainText("0 before uno");
  await page.getByRole("button", { name: "Previous wording" }).click();
  await expect(answers(page)).toHaveCount(2);

  await answers(page).nth(1).getByRole("button", { name: "Answer again" }).click();
  await expect(answers(page).nth(1)).toContainText("2 / 2");
  await answers(page).nth(1).getByRole("button", { name: "Bad answer" }).click();
  await page.getByRole("textbox", { name: "Why?" }).fill("too short");
  await page.getByRole("button", { name: "Save" }).click();
  await answers(page).nth(1).getByRole("link", { name: "See the run" }).click();
  await expect(page.getByRole("region", { name: "Feedback" })).toContainText("Rated bad in the chat: too short");
  await page.goBack();

  await page.getByRole("button", { name: "Options of one" }).click();
  await page.getByRole("menuitem", { name: "Rename" }).click();
  await page.getByRole("textbox", { name: "Title" }).fill("Numbers");
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByRole("searchbox", { name: "Search conversations" }).fill("uno");
  await expect(page.getByRole("button", { name: /^Numbers/ })).toBeVisible();
  await page.getByRole("button", { name: "Options of Numbers" }).click();
  await page.getByRole("menuitem", { name: "Delete" }).click();
  await page.getByRole("button", { name: "Delete" }).click();
  await expect(answers(page)).toHaveCount(0);
  await expect(page.getByText("No conversation has these words.")).toBeVisible();
});

test("the keyboard stays where it was when what was pressed goes", async ({ page, api }) => {
  const id = await makePipeline(api, "By keyboard", talking());
  await page.goto(`/p/${id}/chat`);
  await say(page, "one");
  await expect(answers(page)).toContainText("0 before one");
  await answers(page).getByRole("button", { name: "Answer again" }).press("Enter");
  await expect(answers(page)).toContainText("2 / 2");
  await expect(box(page)).toBeFocused();
  const pencil = page.getByRole("button", { name: "Edit this question" });
  await pencil.press("Enter");
  await page.getByRole("textbox", { name: "Edited question" }).press("Escape");
  await expect(pencil).toBeFocused();
  await pencil.press("Enter");
  await page.getByRole("textbox", { name: "Edited question" }).fill("uno");
  await page.getByRole("button", { name: "Ask", exact: true }).press("Enter");
  await expect(answers(page)).toContainText("0 before uno");
  await expect(box(page)).toBeFocused();
  const good = answers(page).getByRole("button", { name: "Good answer" });
  await good.press("Enter");
  await page.getByRole("textbox", { name: "Why?" }).press("Enter");
  await expect(good).toBeFocused();
});

test("an answer goes on over a reload, and is stopped", async ({ page, api }) => {
  const id = await makePipeline(api, "Waiting", talking({ waits: true }));
  await page.goto(`/p/${id}/chat`);
  await say(page, "slow");
  await expect(answers(page)).toContainText("Waiting for a decision or a time");
  await page.reload();
  await expect(answers(page)).toContainText("Waiting for a decision or a time");
  await page.getByRole("button", { name: "Stop" }).click();
  await expect(answers(page)).toContainText("You stopped this answer.");
  await expect(page.getByRole("button", { name: "Try again" })).toBeVisible();
});

test("Escape stops the answer wherever the keyboard is, and closes a menu first", async ({ page, api }) => {
  const id = await makePipeline(api, "Waiting to be stopped", talking({ waits: true }));
  await page.goto(`/p/${id}/chat`);
  await say(page, "slow");
  await expect(answers(page)).toContainText("Waiting for a decision or a time");
  await page.getByRole("button", { name: "Options of slow" }).click();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menu")).toHaveCount(0);
  await expect(answers(page)).toContainText("Waiting for a decision or a time");
  await page.getByRole("region", { name: "Messages" }).press("Escape");
  await expect(answers(page)).toContainText("You stopped this answer.");
});

test("a pipeline without a memory says so and is given one", async ({ page, api }) => {
  const graph = Graph.parse({
    nodes: {
      ask: { type: "input", version: 1, config: { fields: [{ name: "question", kind: "text" }] } },
      model: { type: "chat-model", version: 1, config: {} },
      done: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "q", from: { node: "ask", port: "question" }, to: { node: "model", port: "prompt" } },
      { id: "a", from: { node: "model", port: "reply" }, to: { node: "done", port: "answer" } },
    ],
  });
  const id = await makePipeline(api, "Forgetful", graph);
  await page.goto(`/p/${id}/chat`);
  await page.getByRole("button", { name: "Give it a memory" }).click();
  await expect(page).toHaveURL(/version=draft/);
  await expect(page.getByText("this pipeline has no memory")).toHaveCount(0);
  const saved = await (await api(`/pipelines/${id}`)).json();
  expect(saved.graph.nodes.memory.type).toBe("chat-memory");
  await page.goto(`/p/${id}`);
  await expect(page.getByRole("button", { name: "Chat with the draft" })).toBeVisible();
});

test("a pipeline without the shape of a chat says what is missing", async ({ page, api }) => {
  const id = await makePipeline(api, "Empty", Graph.parse({ nodes: {}, edges: [] }));
  await page.goto("/");
  await page.getByRole("button", { name: "Actions for Empty" }).click();
  await page.getByRole("menuitem", { name: "Chat" }).click();
  await expect(page).toHaveURL(new RegExp(`/p/${id}/chat`));
  await expect(page.getByRole("heading", { name: "This pipeline has no chat yet" })).toBeVisible();
  await expect(page.getByText("Give the Input node a field of the kind Text.")).toBeVisible();
});

test("a stranger chats by a link, and another browser sees nothing of it", async ({ page, api, browser }) => {
  const id = await makePipeline(api, "Shared talk", talking());
  await api(`/pipelines/${id}/versions`, { method: "POST", body: "{}" });
  await page.goto(`/p/${id}`);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("combobox", { name: "What it shows" }).click();
  await page.getByRole("option", { name: "Chat" }).click();
  await page.getByRole("switch", { name: "Allow running it" }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  const url = await page.getByRole("textbox", { name: "Share link" }).inputValue();

  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const shared = await stranger.newPage();
  await shared.setViewportSize({ width: 390, height: 780 });
  await shared.goto(url);
  await say(shared, "hello");
  await expect(answers(shared)).toContainText("0 before hello");
  await shared.reload();
  await expect(answers(shared)).toContainText("0 before hello");
  expect(await shared.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
  await shared.getByRole("button", { name: "Show conversations" }).click();
  await expect(shared.getByRole("button", { name: /^hello/ })).toBeVisible();

  await using other = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const unknown = await other.newPage();
  await unknown.goto(shared.url());
  await expect(unknown.getByText("There is no such conversation.")).toBeVisible();
});

test("a visitor whose link is used up reads that, and deletes what was said", async ({ page, api, browser }) => {
  const id = await makePipeline(api, "Used up", talking());
  await api(`/pipelines/${id}/versions`, { method: "POST", body: "{}" });
  const made = await page.request.post("/api/trpc/share.create", {
    data: { pipelineId: id, versionNumber: 1, page: "chat", canRun: true, maxRuns: 1 },
    headers: { origin: process.env.STORY_URL ?? "" },
  });
  const { result } = await made.json();
  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const shared = await stranger.newPage();
  await shared.goto(result.data.url);
  await say(shared, "hello");
  await expect(answers(shared)).toContainText("0 before hello");
  await shared.reload();
  await expect(shared.getByText("This link has been used for all the answers that it allows.")).toBeVisible();
  await expect(shared.getByRole("button", { name: "New conversation" })).toHaveCount(0);
  await shared.getByRole("button", { name: "Options of hello" }).click();
  await shared.getByRole("menuitem", { name: "Delete" }).click();
  await shared.getByRole("button", { name: "Delete" }).click();
  await expect(shared.getByText("Your conversations will be listed here.")).toBeVisible();
});

test("the browser's buttons go from one conversation to another", async ({ page, api }) => {
  const id = await makePipeline(api, "Back and forth", talking());
  await page.goto(`/p/${id}/chat`);
  await say(page, "one");
  await expect(answers(page)).toContainText("0 before one");
  await page.getByRole("button", { name: "Start a new conversation" }).click();
  await expect(answers(page)).toHaveCount(0);
  await say(page, "two");
  await expect(answers(page)).toContainText("0 before two");
  await page.goBack();
  await expect(answers(page)).toContainText("0 before one");
  await page.goForward();
  await expect(answers(page)).toContainText("0 before two");
});

test("Enter that ends a composition does not send; other scripts run from the right", async ({ page, api }) => {
  const id = await makePipeline(api, "Other scripts", talking());
  await page.goto(`/p/${id}/chat`);
  await box(page).fill("שלום");
  for (const init of [{ isComposing: true }, { keyCode: 229 }]) {
    await box(page).dispatchEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, ...init });
  }
  await expect(box(page)).toHaveValue("שלום");
  await box(page).press("Enter");
  await expect(page.getByRole("article").getByText("שלום", { exact: true }).first()).toHaveCSS("direction", "rtl");
  await expect(answers(page)).toHaveCount(1);
});

test("axe finds nothing in a chat, dark and light", async ({ page, api }) => {
  const id = await makePipeline(api, "Accessible talk", talking());
  await page.goto(`/p/${id}/chat`);
  await say(page, "one");
  await expect(page.getByRole("button", { name: "Answer again" })).toBeVisible();
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  }
});
