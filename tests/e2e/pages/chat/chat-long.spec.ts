import type { Page } from "@playwright/test";
import { Graph } from "../../../../lib/graph/graph.ts";
import { expect, test } from "../../../helpers/stories/story.ts";
import { makePipeline } from "../pages-pipelines.ts";
import { answers, box, say } from "./chat-page.ts";

/** Repeats what was said, over twenty lines. */
const echoing = Graph.parse({
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "question", kind: "text" }] } },
    say: { type: "template", version: 1, config: { template: `Of {{ question }}:\n\n${"- one more\n".repeat(20)}` } },
    done: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
  },
  edges: [
    { id: "q", from: { node: "ask", port: "question" }, to: { node: "say", port: "question" } },
    { id: "a", from: { node: "say", port: "text" }, to: { node: "done", port: "answer" } },
  ],
});

const messages = (page: Page) => page.getByRole("region", { name: "Messages" });
const question = (page: Page, text: string) => page.getByRole("article", { name: `Question: ${text}`, exact: true });

/** As the page calls the server. */
async function call(page: Page, name: string, data: object) {
  const made = await page.request.post(`/api/trpc/${name}`, { data, headers: { origin: process.env.STORY_URL ?? "" } });
  return (await made.json()).result?.data;
}

/** A conversation of so many questions, each asked when the one before it is answered. */
async function conversation(page: Page, pipelineId: string, count: number): Promise<string> {
  const { id } = await call(page, "conversations.create", { pipelineId });
  for (let asked = 1; asked <= count; asked++) {
    await expect.poll(() => call(page, "conversations.send", { id, text: `m${asked}` })).toBeTruthy();
  }
  return id;
}

test("a long conversation opens at its end, and what is read stays where it is", async ({ page, api }) => {
  test.slow();
  const id = await makePipeline(api, "Long talk", echoing);
  const of = await conversation(page, id, 43);
  await page.goto(`/p/${id}/chat?c=${of}`);
  await expect(question(page, "m43")).toBeInViewport();
  await expect(question(page, "m4")).toBeAttached();
  await expect(question(page, "m3")).toHaveCount(0);
  const top = () => question(page, "m4").evaluate((each) => Math.round(each.getBoundingClientRect().top));
  await messages(page).evaluate((each) => each.scrollTo({ top: 0 }));
  await expect(page.getByRole("button", { name: "Go to the newest message" })).toBeVisible();
  const before = await top();
  await page.getByRole("button", { name: "Show earlier messages" }).press("Enter");
  await expect(question(page, "m1")).toBeAttached();
  // The button that stood above it is gone.
  expect(Math.abs((await top()) - before), "it has not moved").toBeLessThan(80);
  await expect(messages(page)).toBeFocused();
  await page.getByRole("button", { name: "Go to the newest message" }).click();
  await expect(question(page, "m43")).toBeInViewport();

  await question(page, "m2").getByRole("button", { name: "Answer again" }).press("Enter");
  await expect(question(page, "m2")).toContainText("2 / 2");
  await expect(question(page, "m43")).toHaveCount(0);
  await question(page, "m2").getByRole("button", { name: "Previous answer" }).click();
  await expect(question(page, "m43")).toBeAttached();
  await expect(page.getByRole("button", { name: "Go to the newest message" })).toBeVisible();
  await expect(question(page, "m2").getByRole("button", { name: "Next answer" })).toBeInViewport();
});

test("what is being written stays over a reload, and with its conversation", async ({ page, api }) => {
  const id = await makePipeline(api, "Drafts", echoing);
  await page.goto(`/p/${id}/chat`);
  await box(page).fill("half a quest");
  await page.reload();
  await expect(box(page)).toHaveValue("half a quest");
  await say(page, "one");
  await expect(answers(page)).toContainText("Of one:");
  await box(page).fill("about one");
  await page.reload();
  await expect(answers(page)).toContainText("Of one:");
  await expect(box(page)).toHaveValue("about one");
  await page.getByRole("button", { name: "Start a new conversation" }).click();
  await expect(box(page)).toHaveValue("about one");
  await box(page).fill("something else");
  await page.getByRole("button", { name: /^one/ }).click();
  await expect(box(page)).toHaveValue("");
  await page.getByRole("button", { name: "Start a new conversation" }).click();
  await expect(box(page)).toHaveValue("something else");
});

test("a message that is too long is not cut off, and a long one is folded", async ({ page, api }) => {
  const id = await makePipeline(api, "Long messages", echoing);
  await page.goto(`/p/${id}/chat`);
  await box(page).fill(`${"x".repeat(100_000)} y`);
  await expect(page.getByText("A message may have 100,000 characters; this one has 100,002.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Send" })).toBeDisabled();
  await say(page, Array.from({ length: 60 }, (_, line) => `Line ${line}`).join("\n"));
  const folded = page.getByRole("button", { name: "Show the whole message" });
  await expect(folded).toHaveAttribute("aria-expanded", "false");
  const words = page.getByRole("article").getByText("Line 0").first();
  const height = () => words.evaluate((each) => each.clientHeight);
  const low = await height();
  await folded.click();
  await expect(page.getByRole("button", { name: "Show less" })).toHaveAttribute("aria-expanded", "true");
  expect(await height()).toBeGreaterThan(low * 3);
});
