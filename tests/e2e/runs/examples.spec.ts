import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card } from "../canvas/canvas-page.ts";

// The first thing anyone sees of Patchbay: the examples, run as they are, without a key and without a network.

type Api = (path: string, init?: RequestInit) => Promise<Response>;
type Found = { id: string; name: string; exampleKey?: string };
type Finished = { status: string; output: Record<string, unknown>; error?: unknown };

test.beforeEach(async ({ api }) => {
  // A worker embeds the handbook and the books after the start.
  const collections = (await (await api("/collections")).json()) as { id: string }[];
  expect(collections.length).toBeGreaterThanOrEqual(2);
  for (const { id } of collections) {
    const areReady = async () => {
      const documents = (await (await api(`/collections/${id}/documents`)).json()) as { status: string }[];
      return documents.every(({ status }) => status === "ready");
    };
    await expect.poll(areReady).toBe(true);
  }
});

async function exampleId(api: Api, key: string): Promise<string> {
  const pipelines = (await (await api("/pipelines")).json()) as Found[];
  const found = pipelines.find(({ exampleKey }) => exampleKey === key);
  if (!found) throw new Error(`There is no example ${key}.`);
  return found.id;
}

/** Runs the published version and returns what it answered. */
async function answerOf(api: Api, key: string, inputs: Record<string, unknown>): Promise<Record<string, unknown>> {
  const id = await exampleId(api, key);
  const body = JSON.stringify({ inputs, version: 1 });
  const answer = await api(`/pipelines/${id}/runs?wait=60`, { method: "POST", body });
  const run = (await answer.json()) as Finished;
  expect(run, JSON.stringify(run.error ?? run)).toMatchObject({ status: "succeeded" });
  return run.output;
}

/** Runs what is on the canvas with the inputs that are filled in already. */
async function runOnCanvas(page: Page, api: Api, key: string): Promise<void> {
  await page.goto(`/p/${await exampleId(api, key)}`);
  await expect(page.locator(".react-flow__node-card").first()).toBeVisible();
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog")).toBeVisible();
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
}

test("the handbook is asked on the canvas and answers with its sources", async ({ page, api }) => {
  await runOnCanvas(page, api, "ask-the-handbook");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Ctrl+C").first()).toBeVisible();
  await expect(run.getByText("Sources").first()).toBeVisible();
  await expect(run.getByText("How do I stop Patchbay?").first()).toBeVisible();
});

test("the first question anyone asks is answered rightly", async ({ api }) => {
  const { answer } = await answerOf(api, "ask-the-handbook", { question: "How do I stop Patchbay?" });
  expect(answer).toContain("Ctrl+C");
});

test("the handbook finds the page that holds the answer", async ({ api }) => {
  for (const [question, source] of [
    ["Which file types can I upload?", "collections.md"],
    ["How do I revoke a share link?", "sharing.md"],
    ["What does the Merge node do?", "node-types.md"],
    ["How do I use Kafka?", "configuration.md"],
  ] as const) {
    const { answer, sources } = await answerOf(api, "ask-the-handbook", { question });
    expect(String(answer).length).toBeGreaterThan(10);
    expect(sources).toContainEqual(expect.objectContaining({ metadata: expect.objectContaining({ source }) }));
  }
});

test("a complaint gets an apology, a question gets a quote", async ({ api }) => {
  const complaint = await answerOf(api, "route-and-answer", {
    message: "The lamp I ordered on Monday arrived broken and I am very annoyed.",
  });
  expect(complaint).toMatchObject({ route: "complaint" });
  expect(String(complaint.reply).length).toBeGreaterThan(10);
  const question = await answerOf(api, "route-and-answer", { message: "How do I get an API key?" });
  expect(question).toMatchObject({ route: "question", reply: expect.stringContaining("Settings") });
});

test("people in a text become a table", async ({ page, api }) => {
  await runOnCanvas(page, api, "extract-to-table");
  const run = page.getByRole("region", { name: "Run" });
  for (const cell of ["Anna Berg", "Oslo", "Tom Lee", "Turin"]) {
    await expect(run.getByRole("cell", { name: cell, exact: true })).toBeVisible();
  }
});

test("many reviews become one table, each judged by a pipeline of its own", async ({ page, api }) => {
  await runOnCanvas(page, api, "reviews-to-table");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("reviews are praise").first()).toBeVisible();
  await expect(run.getByRole("cell", { name: "The handle came off after five days.", exact: true })).toBeVisible();
  await expect(run.getByRole("cell", { name: "complaint", exact: true })).toHaveCount(4);
  await expect(card(page, "Judge each one")).toContainText("8 of 8");
});

test("a review leads to a book of its kind", async ({ api }) => {
  const { book, likes, nearest } = await answerOf(api, "recommend-a-book", {
    review:
      "I loved the storms at sea, the strange island and the hunt for treasure. The captain was charming and wicked at once.",
  });
  expect(likes).toMatchObject({ likes: expect.arrayContaining([expect.any(String)]) });
  expect(nearest).toHaveLength(3);
  expect(String(book)).toMatch(/^\*\*.+\*\*\n.+ By .+\.\n\n.{20,}/s);
  expect(JSON.stringify(nearest)).toContain("Treasure Island");
});

test("“Answer after approval” drafts an answer and sends it when a person says so", async ({ api }) => {
  const id = await exampleId(api, "answer-after-approval");
  const body = JSON.stringify({ inputs: { question: "How do I cancel a run?" }, version: 1 });
  const { id: runId } = await (await api(`/pipelines/${id}/runs`, { method: "POST", body })).json();
  const waiting = async () => (await (await api(`/approvals?runId=${runId}`)).json()).items;
  await expect.poll(async () => (await waiting()).length).toBe(1);
  const [approval] = await waiting();
  expect(approval).toMatchObject({ title: "Send this answer?", status: "waiting" });
  expect(approval.value).toMatch(/press Cancel/i);
  const said = JSON.stringify({ approve: true, comment: "Good." });
  await api(`/approvals/${approval.id}/decide`, { method: "POST", body: said });
  const run = async () => await (await api(`/runs/${runId}`)).json();
  await expect.poll(async () => (await run()).status).toBe("succeeded");
  expect((await run()).output).toEqual({ answer: approval.value, comment: "Good." });
});
