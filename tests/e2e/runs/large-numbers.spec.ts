import { Graph } from "../../../lib/graph/graph.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { makePipeline } from "../pages/pages-pipelines.ts";

/** JavaScript alone would show it as 7615917337495251000. */
const id = "7615917337495251231";

const graph = Graph.parse({
  nodes: {
    in: {
      type: "input",
      version: 1,
      config: {
        fields: [
          { name: "order", kind: "number" },
          { name: "facts", kind: "json" },
        ],
      },
    },
    out: {
      type: "output",
      version: 1,
      config: {
        fields: [
          { name: "order", kind: "number" },
          { name: "facts", kind: "json" },
        ],
      },
    },
  },
  edges: [
    { id: "a", from: { node: "in", port: "order" }, to: { node: "out", port: "order" } },
    { id: "b", from: { node: "in", port: "facts" }, to: { node: "out", port: "facts" } },
  ],
});

test("an id of nineteen digits is typed, run, shown on the canvas, found in the history and put into the next form", async ({
  page,
  api,
}) => {
  const pipeline = await makePipeline(api, "Orders", graph);
  await page.goto(`/p/${pipeline}`);
  await expect(page.locator(".react-flow__node-card").first()).toBeVisible();
  await page.keyboard.press("Control+Enter");
  const form = page.getByRole("dialog", { name: "Run" });
  await form.getByLabel("order").fill(id);
  await form.getByLabel("facts").fill(`{"id": ${id}, "next": [${id}]}`);
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
  await expect(run.getByText(id).first()).toBeVisible();
  await page.screenshot({ path: test.info().outputPath("canvas.png") });

  await page.keyboard.press("Control+Enter");
  await expect(form.getByLabel("order")).toHaveValue(id);
  await expect(form.getByLabel("facts")).toHaveValue(new RegExp(`"id": ${id}`));
  await page.keyboard.press("Escape");

  const [last] = (await (await api(`/runs?pipelineId=${pipeline}`)).json()).items;
  await page.goto(`/runs/${last.id}`);
  await expect(page.getByText(id).first()).toBeVisible();
  await expect(page.locator("body")).not.toContainText("7615917337495251000");
  await page.screenshot({ path: test.info().outputPath("run.png") });
});
