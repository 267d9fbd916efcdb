import type { Browser, Page } from "@playwright/test";
import { Graph } from "../../../lib/graph/graph.ts";
import { testApp } from "../../helpers/app.ts";
import { type OpenaiPeer, openaiPeer } from "../../helpers/peers/openai-peer.ts";
import { expect, test } from "../../helpers/stories/story.ts";

/** Asks this model and tries up to three times. */
const answer = (credential: string): Graph =>
  Graph.parse({
    nodes: {
      ask: {
        type: "input",
        version: 1,
        title: "Ask",
        config: { fields: [{ name: "q", kind: "text", default: "Hi" }] },
      },
      answer: {
        type: "chat-model",
        version: 1,
        title: "Answer",
        config: { model: { provider: "openai-compatible", model: "lab", credential } },
        retry: { attempts: 3, delay: 0 },
      },
      done: { type: "output", version: 1, title: "Done", config: { fields: [{ name: "a", kind: "text" }] } },
    },
    edges: [
      { id: "e1", from: { node: "ask", port: "q" }, to: { node: "answer", port: "prompt" } },
      { id: "e2", from: { node: "answer", port: "reply" }, to: { node: "done", port: "a" } },
    ],
  });

const timeline = (page: Page) => page.getByRole("region", { name: "Timeline" });

test("every attempt of a step is shown: why it failed, how long it took, and that the last one succeeded", async ({
  browser,
}) => {
  await using peer = await openaiPeer((_ask, count) =>
    count < 3 ? { status: 503, message: `Busy, caller ${count}.` } : { words: ["Yes."] },
  );
  await using house = await openHouse(browser, peer);
  const { page } = house;
  const run = await house.run("?wait=60");
  expect(run.status).toBe("succeeded");
  await page.goto(`/runs/${run.id}`);
  await timeline(page).getByRole("button", { name: "Answer" }).click();
  const attempts = page.getByRole("region", { name: "Attempts" });
  await expect(attempts.getByRole("listitem")).toHaveCount(3);
  await expect(attempts.getByRole("listitem").nth(0)).toContainText("Busy, caller 1.");
  await expect(attempts.getByRole("listitem").nth(0)).toContainText("then a delay of");
  await expect(attempts.getByRole("listitem").nth(1)).toContainText("Busy, caller 2.");
  await expect(attempts.getByRole("listitem").nth(2)).toContainText("Done");
  await page.goto(`/p/${run.pipelineId}?run=${run.id}`);
  await timeline(page).getByRole("button", { name: "Answer" }).click();
  await expect(attempts.getByRole("listitem"), "the canvas reads the whole log too").toHaveCount(3);
});

test("a run that waits for the next attempt says so, and is cancelled on the canvas", async ({ browser }) => {
  const reply = { status: 429, message: "Too many at once.", headers: { "retry-after": "1800" } };
  await using peer = await openaiPeer(() => reply);
  await using house = await openHouse(browser, peer);
  const { page } = house;
  const run = await house.run();
  await page.goto(`/runs/${run.id}`);
  const whole = page.getByRole("article", { name: "Whole run" });
  await expect(whole).toContainText(
    /Answer has not succeeded since \d\d:\d\d:\d\d and is tried again at .*\d\d:\d\d\. .*Too many at once\.\s*It uses no worker meanwhile\./,
  );
  await timeline(page).getByRole("button", { name: "Answer" }).click();
  await expect(page.getByRole("article", { name: "Step Answer" })).toContainText(
    /Too many at once\.\s*Next attempt at/,
  );
  await page.goto("/runs");
  const row = page
    .getByRole("region", { name: "Runs" })
    .getByRole("row")
    .filter({ hasText: run.id.slice(-8) });
  await expect(row).toContainText(/Waiting since \d\d:\d\d:\d\d: .*Too many at once\./);
  await page.goto("/");
  await expect(page.getByRole("listitem").filter({ hasText: "Asks the lab" })).toContainText(
    /The last run has been waiting since \d\d:\d\d:\d\d: .*Too many at once\./,
  );
  await page.goto(`/runs/${run.id}`);
  await page.getByRole("link", { name: "Open on canvas" }).click();
  await expect(page.locator(".pb-card-body")).toContainText("Too many at once.");
  const cancel = page.getByRole("banner").getByRole("button", { name: "Cancel" });
  await cancel.click();
  await expect(timeline(page).getByRole("img", { name: "Cancelled" }).first()).toBeVisible();
  await expect(cancel).toHaveCount(0);
});

/** A signed-in page of a Patchbay that may call this peer, and a pipeline that does. */
async function openHouse(browser: Browser, peer: OpenaiPeer) {
  const stack = new AsyncDisposableStack();
  const app = stack.use(await testApp({ env: { PATCHBAY_PRIVATE_HOSTS: peer.host } }));
  const storageState = { cookies: [], origins: [] };
  const context = stack.use(await browser.newContext({ storageState, baseURL: app.url }));
  const page = await context.newPage();
  await page.goto(app.signInLink);
  await page.waitForURL(`${app.url}/`);
  const made = await context.request.post("/api/trpc/credentials.create", {
    data: { name: "Lab", provider: "openai-compatible", baseUrl: `${peer.url}/v1`, secret: "sk-test" },
    headers: { origin: app.url },
  });
  const { result } = await made.json();
  const headers = { authorization: `Bearer ${app.apiKey}` };
  const data = { name: "Asks the lab", graph: answer(result.data.id) };
  const { id } = await (await context.request.post("/api/v1/pipelines", { data, headers })).json();
  return {
    page,
    run: async (query = "") => {
      const ask = { data: { inputs: {} }, headers };
      return {
        pipelineId: id,
        ...(await (await context.request.post(`/api/v1/pipelines/${id}/runs${query}`, ask)).json()),
      };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
