import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline, savedGraph } from "../canvas/canvas-page.ts";

/** Input → Agent → Output; the agent has no tools yet. */
const asking = {
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "question", kind: "text", title: "Question" }] } },
    agent: { type: "agent", version: 1, config: {} },
    out: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text", title: "Answer" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "question" }, to: { node: "agent", port: "prompt" } },
    { id: "e2", from: { node: "agent", port: "answer" }, to: { node: "out", port: "answer" } },
  ],
  layout: { positions: { ask: { x: 0, y: 0 }, agent: { x: 344, y: 0 }, out: { x: 720, y: 0 } }, groups: {}, notes: {} },
};

test("a tool is put into an agent, says what it is for, and a run answers", async ({ page, api }) => {
  const id = await openPipeline(page, api, asking, "Letters");
  await card(page, "Agent").click();
  const inspector = page.getByRole("complementary", { name: "Settings" });
  await inspector.getByRole("button", { name: "Add or edit tools" }).click();
  await expect(card(page, "Model turn")).toBeVisible();
  await page.getByRole("textbox", { name: "Search nodes" }).fill("template");
  await page.getByRole("textbox", { name: "Search nodes" }).press("Enter");
  await expect(card(page, "Template")).toBeVisible();
  await expect(page.getByText("is not connected")).toHaveCount(0);

  await page.getByRole("navigation", { name: "Open body" }).getByRole("button", { name: "Letters" }).click();
  await card(page, "Agent").click();
  await expect(inspector.getByText("1 tool: Template")).toBeVisible();
  await inspector.getByRole("textbox", { name: "Template", exact: true }).fill("Writes a letter.");
  const saved = async () => (await savedGraph(page, api, id)).nodes.agent?.config.about;
  await expect.poll(async () => Object.values(Object(await saved()))).toEqual(["Writes a letter."]);

  const answer = await api(`/pipelines/${id}/runs?wait=60`, {
    method: "POST",
    body: JSON.stringify({ version: "draft", inputs: { question: "Say hello." } }),
  });
  const { id: runId, status } = await answer.json();
  expect(status).toBe("succeeded");
  const { steps } = await (await api(`/runs/${runId}`)).json();
  const turns = Object(steps.find(({ nodeId }: { nodeId: string }) => nodeId === "agent")).output.turns;
  expect(turns).toBeGreaterThan(0);
});
