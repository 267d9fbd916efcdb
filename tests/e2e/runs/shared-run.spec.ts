import type { Page } from "@playwright/test";
import { Graph } from "../../../lib/graph/graph.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { makePipeline, waitAnHour } from "../pages/pages-pipelines.ts";

const sayMuch = Graph.parse({
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "word", kind: "text", default: "cables" }] } },
    say: {
      type: "template",
      version: 1,
      config: { template: "{% for i in (1..9000) %}{{ word }}{{ i }} {% endfor %}the end" },
    },
    done: { type: "output", version: 1, config: { fields: [{ name: "words", kind: "text" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "word" }, to: { node: "say", port: "word" } },
    { id: "e2", from: { node: "say", port: "text" }, to: { node: "done", port: "words" } },
  ],
});

test("a stranger's run outlives a reload, says until when it waits, and is cancelled", async ({
  page,
  api,
  browser,
}) => {
  const url = await shareLink(page, await makePipeline(api, "Shared pause", waitAnHour), api);
  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const shared = await stranger.newPage();
  await shared.goto(url);
  await shared.getByRole("button", { name: "Run", exact: true }).click();
  const answer = shared.getByRole("region", { name: "Answer" });
  await expect(answer).toContainText(/Waiting at Pause until .*\d\d:\d\d\. It uses no worker meanwhile\./);
  await shared.reload();
  await expect(answer).toContainText("Waiting at Pause until");
  await answer.getByRole("button", { name: "Cancel" }).click();
  await expect(answer.getByText("Cancelled", { exact: true })).toBeVisible();
  await expect(answer.getByRole("button", { name: "Cancel" })).toHaveCount(0);
});

test("a stranger opens a value that is too large for its row", async ({ page, api, browser }) => {
  const url = await shareLink(page, await makePipeline(api, "Shared words", sayMuch), api);
  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const shared = await stranger.newPage();
  await shared.goto(url);
  await shared.getByRole("button", { name: "Run", exact: true }).click();
  const answer = shared.getByRole("region", { name: "Answer" });
  await answer.getByRole("button", { name: /^Show all [\d.]+ kB$/ }).click();
  await expect(answer.getByText(/cables9000 the end/)).toBeAttached();
});

/** Of the pipeline's first version, and may run it. */
async function shareLink(
  page: Page,
  pipelineId: string,
  api: (path: string, init?: RequestInit) => Promise<Response>,
): Promise<string> {
  await api(`/pipelines/${pipelineId}/versions`, { method: "POST", body: "{}" });
  const made = await page.request.post("/api/trpc/share.create", {
    data: { pipelineId, versionNumber: 1, canRun: true },
    headers: { origin: process.env.STORY_URL ?? "" },
  });
  return (await made.json()).result.data.url;
}
