import { expect, test } from "../helpers/story.ts";
import { card, edges, empty, greeting, openPipeline, savedGraph } from "./canvas-hands.ts";
import { greetOne, sayAndCount } from "./nested-pipelines.ts";
import { makePipeline } from "./pages-pipelines.ts";

const title = (name: string) => ({ name, exact: true });

test("a failed node says in words what went wrong, in place", async ({ page, api }) => {
  await openPipeline(page, api, sayAndCount(true));
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog", { name: "Run" }).getByLabel("count").fill("many");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Run" }).getByText("Failed").first()).toBeVisible();
  await expect(card(page, "Count").getByLabel("Failed")).toBeVisible();
  await expect(card(page, "Count").locator(".pb-card-error")).toContainText("Not a number.");
  await expect(card(page, "Say it").getByTitle("Done")).toBeVisible();
});

test("Cancel is where Run was, and ends a run that waits", async ({ page, api }) => {
  const graph = {
    ...greeting,
    nodes: {
      ...greeting.nodes,
      greet: { type: "delay", version: 1, title: "A while", config: { seconds: 600 } },
    },
    edges: [
      { id: "e1", from: { node: "ask", port: "name" }, to: { node: "greet", port: "value" } },
      { id: "e2", from: { node: "greet", port: "value" }, to: { node: "out", port: "text" } },
    ],
  };
  await openPipeline(page, api, graph);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog", { name: "Run" }).getByLabel("Name").fill("Ada");
  await page.keyboard.press("Control+Enter");
  await expect(card(page, "A while").getByLabel("Waiting")).toBeVisible();
  await page.getByRole("button", title("Cancel")).click();
  await expect(page.getByRole("region", { name: "Run" }).getByText("Cancelled").first()).toBeVisible();
  await expect(page.getByRole("button", title("Run"))).toBeVisible();
});

test("a sub-pipeline is chosen by typing, brings its ports, and says when they have changed", async ({ page, api }) => {
  const inner = await makePipeline(api, "Greet a guest at the door", greetOne);
  const id = await openPipeline(page, api, empty, "Outer");
  await page.keyboard.press("Tab");
  await page.keyboard.type("sub-pipeline");
  await page.keyboard.press("Enter");
  const settings = page.getByRole("complementary", { name: "Settings" });
  await settings.getByText("Choose a pipeline").click();
  await page.getByLabel("Search pipelines").fill("guest door");
  await page.keyboard.press("Enter");
  const sub = card(page, "Sub-pipeline");
  await expect(sub.getByRole("img", { name: "Input name, Text" })).toBeVisible();
  await expect(sub.getByRole("img", { name: "Output guest, JSON" })).toBeVisible();
  await expect(settings.getByRole("combobox", { name: "Version" })).toContainText("The draft");
  const saved = async () => Object.values((await savedGraph(page, api, id)).nodes)[0]?.config.pipeline;
  await expect.poll(saved).toMatchObject({ id: inner, version: null });

  const fields = [
    { name: "name", kind: "text" },
    { name: "mood", kind: "text", optional: true },
  ];
  const nodes = { ...greetOne.nodes, ask: { type: "input", version: 1, title: "Guest", config: { fields } } };
  await api(`/pipelines/${inner}`, { method: "PUT", body: JSON.stringify({ graph: { ...greetOne, nodes } }) });
  await page.reload();
  await sub.getByRole("button", title("Sub-pipeline")).click();
  await expect(settings.getByText("Its inputs or outputs have changed.")).toBeVisible();
  await settings.getByRole("button", { name: "Update" }).click();
  await expect(sub.getByRole("img", { name: "Input mood, Text" })).toBeVisible();
  await expect(edges(page)).toHaveCount(0);
});
