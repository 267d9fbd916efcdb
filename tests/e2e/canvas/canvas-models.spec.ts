import type { Browser, Page } from "@playwright/test";
import { testApp } from "../../helpers/app.ts";
import { type OpenaiPeer, openaiPeer } from "../../helpers/peers/openai-peer.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, restingBox } from "./canvas-page.ts";

// A Patchbay of its own, which may ask the model server of this story.

const lines = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => `Line ${from + index}.\n`);

const ask = { type: "input", version: 1, config: { fields: [{ name: "topic", kind: "text", title: "Topic" }] } };
const out = { type: "output", version: 1, config: { fields: [{ name: "text", kind: "text", title: "Text" }] } };

/** Topic → a model whose price is known → one that no one knows → Output. */
const twoModels = (credential: string) => ({
  nodes: {
    ask,
    known: {
      type: "chat-model",
      version: 1,
      title: "Known",
      config: { model: { provider: "openai-compatible", model: "gpt-4o-mini", credential } },
    },
    own: {
      type: "chat-model",
      version: 1,
      title: "Own",
      config: { model: { provider: "openai-compatible", model: "my-own", credential } },
    },
    out,
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "topic" }, to: { node: "known", port: "prompt" } },
    { id: "e2", from: { node: "known", port: "reply" }, to: { node: "own", port: "prompt" } },
    { id: "e3", from: { node: "own", port: "reply" }, to: { node: "out", port: "text" } },
  ],
  layout: {
    positions: { ask: { x: 0, y: 0 }, known: { x: 344, y: 0 }, own: { x: 688, y: 0 }, out: { x: 1032, y: 0 } },
    groups: {},
    notes: {},
  },
});

test("an answer grows inside its node while it streams and folds at the end; then node and run say what it cost", async ({
  browser,
}) => {
  const [more, end] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  async function* slowly() {
    yield* lines(1, 1);
    await more.promise;
    yield* lines(2, 12);
    await end.promise;
    yield* lines(13, 13);
  }
  await using peer = await openaiPeer(({ model }) => ({
    words: model === "my-own" ? ["In short."] : slowly(),
    usage: { prompt_tokens: 1000, completion_tokens: 500 },
  }));
  await using house = await openTwoModels(browser, peer);
  const { page } = house;

  await runAbout(page, "cables");
  const known = card(page, "Known");
  const answer = known.locator(".pb-answer");
  await expect(answer).toContainText("Line 1.");
  await expect(known.getByLabel("Running")).toBeVisible();
  const place = await restingBox(known);
  const first = await restingBox(answer);
  more.resolve();
  await expect(answer).toContainText("Line 12.");
  const grown = await restingBox(answer);
  expect(grown.height, "it has grown").toBeGreaterThan(first.height + 60);
  const zoom = place.width / 248;
  expect(grown.height / zoom, "to eight lines, and no further").toBeLessThan(8 * 18 + 12);
  expect(await answer.evaluate((box) => Math.abs(box.scrollHeight - box.clientHeight - box.scrollTop) < 2)).toBe(true);
  expect(await restingBox(known), "the card itself stays as it is").toEqual(place);

  end.resolve();
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
  const folded = await restingBox(answer);
  expect(folded.height / zoom, "two lines are left").toBeLessThan(50);
  await answer.click();
  await expect(answer).toHaveAttribute("aria-expanded", "true");
  expect((await restingBox(answer)).height).toBeGreaterThan(folded.height);

  await expect(known.locator(".pb-card-bill")).toContainText("1,500 tokens$0.00045gpt-4o-mini");
  await expect(card(page, "Own").locator(".pb-card-bill")).toContainText("1,500 tokenscost unknown");
  await expect(run).toContainText("3,000 tokensat least $0.00045");
});

test("a model that is busy is asked again, and the card says when and why", async ({ browser }) => {
  const seen = Promise.withResolvers<void>();
  async function* onceSeen() {
    await seen.promise;
    yield "At last.";
  }
  await using peer = await openaiPeer((_ask, count) =>
    count === 1
      ? { status: 429, message: "Too many at once.", headers: { "retry-after": "3" } }
      : { words: count === 2 ? onceSeen() : ["Yes."] },
  );
  await using house = await openTwoModels(browser, peer);
  const { page } = house;
  await runAbout(page, "cables");
  const known = card(page, "Known");
  await expect(known.getByLabel("Retrying")).toBeVisible();
  await expect(known).toContainText("attempt 2");
  await expect(known.locator(".pb-card-error")).not.toBeEmpty();
  await expect(known.getByTitle("Running")).toContainText("attempt 2");
  seen.resolve();
  await expect(page.getByRole("region", { name: "Run" }).getByText("Succeeded").first()).toBeVisible();
  await expect(known.locator(".pb-card-error")).toHaveCount(0);
});

async function runAbout(page: Page, topic: string): Promise<void> {
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog", { name: "Run" }).getByLabel("Topic").fill(topic);
  await page.keyboard.press("Control+Enter");
}

/** A signed-in page with those two models on the canvas. */
async function openTwoModels(browser: Browser, peer: OpenaiPeer) {
  const stack = new AsyncDisposableStack();
  const app = stack.use(await testApp({ env: { PATCHBAY_PRIVATE_HOSTS: peer.host } }));
  const context = stack.use(await browser.newContext({ storageState: { cookies: [], origins: [] } }));
  const page = await context.newPage();
  await page.goto(app.signInLink);
  await page.waitForURL(`${app.url}/`);
  const made = await context.request.post(`${app.url}/api/trpc/credentials.create`, {
    data: { name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk-test" },
    headers: { origin: app.url },
  });
  const { result } = await made.json();
  const saved = await fetch(`${app.url}/api/v1/pipelines`, {
    method: "POST",
    headers: { authorization: `Bearer ${app.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Two models", graph: twoModels(result.data.id) }),
  });
  await page.goto(`${app.url}/p/${(await saved.json()).id}`);
  await expect(page.locator(".pb-canvas[data-ready]")).toBeVisible();
  return { page, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
