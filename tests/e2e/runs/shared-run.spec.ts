import { Graph } from "../../../lib/graph.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { makePipeline } from "../pages/pages-pipelines.ts";

const waitAnHour = Graph.parse({
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "word", kind: "text", default: "cables" }] } },
    pause: { type: "delay", version: 1, title: "Pause", config: { seconds: 3600 } },
    done: { type: "output", version: 1, config: { fields: [{ name: "word", kind: "text" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "word" }, to: { node: "pause", port: "value" } },
    { id: "e2", from: { node: "pause", port: "value" }, to: { node: "done", port: "word" } },
  ],
});

test("a stranger's run outlives a reload, says until when it waits, and is cancelled", async ({
  page,
  api,
  browser,
}) => {
  const pipelineId = await makePipeline(api, "Shared pause", waitAnHour);
  await api(`/pipelines/${pipelineId}/versions`, { method: "POST", body: "{}" });
  const made = await page.request.post("/api/trpc/share.create", {
    data: { pipelineId, versionNumber: 1, canRun: true },
    headers: { origin: process.env.STORY_URL ?? "" },
  });
  const { result } = await made.json();
  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const shared = await stranger.newPage();
  await shared.goto(result.data.url);
  await shared.getByRole("button", { name: "Run", exact: true }).click();
  const answer = shared.getByRole("region", { name: "Answer" });
  await expect(answer).toContainText(/Waiting at Pause until .*\d\d:\d\d\. It uses no worker meanwhile\./);
  await shared.reload();
  await expect(answer).toContainText("Waiting at Pause until");
  await answer.getByRole("button", { name: "Cancel" }).click();
  await expect(answer.getByText("Cancelled", { exact: true })).toBeVisible();
  await expect(answer.getByRole("button", { name: "Cancel" })).toHaveCount(0);
});
