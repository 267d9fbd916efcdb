import { expect, test } from "../../helpers/stories/story.ts";
import { greetOne, sayAndCount } from "../editor/nested-pipelines.ts";
import { makePipeline } from "../pages/pages-pipelines.ts";
import { card, edges, empty, greeting, openPipeline, port, savedGraph } from "./canvas-page.ts";

const title = (name: string) => ({ name, exact: true });

test("a failed node shows what went wrong, in place", async ({ page, api }) => {
  await openPipeline(page, api, sayAndCount(true));
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog", { name: "Run" }).getByLabel("count").fill("many");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("region", { name: "Run" }).getByText("Failed").first()).toBeVisible();
  await expect(card(page, "Count").getByLabel("Failed")).toBeVisible();
  await expect(card(page, "Count").locator(".pb-card-error")).toContainText("Not a number (at character");
  await expect(card(page, "Say it").getByTitle("Done")).toBeVisible();
  await expect(card(page, "Done").getByLabel("Skipped")).toBeVisible();

  await card(page, "Count").hover();
  await card(page, "Count").getByRole("button", title("Run this node alone")).click();
  await page.getByRole("dialog", { name: "Run “Count”" }).getByRole("button", title("Run this node")).click();
  await expect(card(page, "Done").locator("[data-status]"), "it is no part of that run").toHaveCount(0);
  await expect(card(page, "Count").getByLabel("Failed")).toBeVisible();
});

test("▶ on a node runs it alone on the values of the last run, and asks only for what is missing", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, greeting);
  await page.keyboard.press("Control+Enter");
  await page.getByRole("dialog", { name: "Run" }).getByLabel("Name").fill("Ada");
  await page.keyboard.press("Control+Enter");
  const run = page.getByRole("region", { name: "Run" });
  await expect(run.getByText("Succeeded").first()).toBeVisible();
  await card(page, "Prompt").getByRole("button", title("Prompt")).click();
  await page.getByLabel("Template").fill("Good day {{ name }}");
  await expect(card(page, "Prompt").getByLabel("Stale")).toBeVisible();

  await card(page, "Prompt").hover();
  await card(page, "Prompt").getByRole("button", title("Run this node alone")).click();
  const dialog = page.getByRole("dialog", { name: "Run “Prompt”" });
  await expect(dialog.getByRole("region", { name: "Reused: 1" })).toContainText("Input");
  await expect(dialog.getByRole("region", { name: "Runs again: 1" })).toContainText("Prompt");
  await expect(dialog.getByRole("textbox"), "nothing is missing").toHaveCount(0);
  await dialog.getByRole("button", title("Run this node")).click();
  await expect(run.getByText("Good day Ada").first()).toBeVisible();
  await expect(card(page, "Prompt").getByTitle("Done")).toBeVisible();
  await expect(card(page, "Output").locator("[data-status]"), "what follows has not run").toHaveCount(0);

  const fields = [...greeting.nodes.ask.config.fields, { name: "mood", kind: "text", title: "Mood" }];
  const nodes = {
    ...greeting.nodes,
    ask: { ...greeting.nodes.ask, config: { fields } },
    greet: { ...greeting.nodes.greet, config: { template: "Hello {{ mood }} {{ name }}" } },
  };
  const mood = { id: "e3", from: { node: "ask", port: "mood" }, to: { node: "greet", port: "mood" } };
  const { revision } = await (await api(`/pipelines/${id}`)).json();
  const body = JSON.stringify({ graph: { ...greeting, nodes, edges: [...greeting.edges, mood] }, revision });
  expect((await api(`/pipelines/${id}`, { method: "PUT", body })).status).toBe(200);
  await expect(port(page, "Prompt", "Input mood")).toBeVisible();
  await card(page, "Prompt").hover();
  await card(page, "Prompt").getByRole("button", title("Run this node alone")).click();
  await expect(dialog.getByRole("textbox"), "the name is known").toHaveCount(1);
  await dialog.getByLabel("Mood").fill("happy");
  await dialog.getByRole("button", title("Run this node")).click();
  await expect(run.getByText("Hello happy Ada").first()).toBeVisible();
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
  await card(page, "A while").getByRole("button", title("A while")).click();
  const settings = page.getByRole("complementary", { name: "Settings" });
  const why = settings.getByRole("note", { name: "A run is in progress. Cancel it, or wait until it ends." });
  await expect(why, "why the node cannot run now").toBeVisible();
  await page.getByRole("button", title("Cancel")).click();
  await expect(why).toHaveCount(0);
  await expect(settings.getByRole("button", { name: "Run from here" })).toBeEnabled();
  await page.keyboard.press("Escape");
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
