import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, disagree, greeting, openPipeline } from "../canvas/canvas-page.ts";
import { sayAndCount } from "../editor/nested-pipelines.ts";
import { makePipeline, runPipeline } from "../pages/pages-pipelines.ts";

/** Asks for facts as JSON besides what it asked for before. */
function askingForFacts() {
  const graph = structuredClone(sayAndCount(false));
  const { ask, say } = graph.nodes;
  if (!ask || !say) throw new Error("the pipeline of the stories has other nodes now");
  ask.config = {
    fields: [
      { name: "count", kind: "text" },
      { name: "facts", kind: "json" },
    ],
  };
  say.config = { template: "We count {{ count }} of {{ facts.what }}" };
  const edge = { id: "facts", from: { node: "ask", port: "facts" }, to: { node: "say", port: "facts" } };
  return { ...graph, edges: [...graph.edges, edge] };
}

test("a node alone cannot run before anything has: the form says that the whole pipeline runs", async ({
  page,
  api,
}) => {
  await openPipeline(page, api, greeting);
  await card(page, "Prompt").getByRole("button", { name: "Prompt", exact: true }).click();
  await page.keyboard.press("Shift+Enter");
  const why = "There is no earlier run to reuse values from, so the whole pipeline has to run.";
  await expect(page.getByRole("dialog", { name: "Run" })).toContainText(why);
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+Enter");
  await expect(page.getByRole("dialog", { name: "Run" })).not.toContainText(why);
});

const resumed = (page: Page) => page.getByRole("dialog", { name: "Resume this run" });

test("an input that the newer graph asks for is typed at one's own pace, and Escape leads back to the button", async ({
  page,
  api,
}) => {
  const id = await makePipeline(api, "Facts", sayAndCount(true));
  const failed = await runPipeline(api, id, { count: "many" });
  await api(`/pipelines/${id}`, { method: "PUT", body: JSON.stringify({ graph: askingForFacts() }) });
  await page.goto(`/runs/${failed}`);
  const button = page.getByRole("button", { name: "Resume" });
  await button.press("Enter");
  await expect(resumed(page).getByRole("combobox", { name: "Version" })).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(button).toBeFocused();
  await button.press("Enter");

  const dialog = resumed(page);
  await dialog.getByRole("combobox", { name: "Version" }).click();
  await page.getByRole("option", { name: "The draft as it is now" }).click();
  const facts = dialog.getByLabel("facts");
  await expect(dialog.getByText("The input “facts” is missing.")).toBeVisible();
  await facts.click();
  await page.keyboard.type('{"what": ');
  await expect(dialog.getByText("Enter JSON")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Resume" })).toBeDisabled();
  await page.keyboard.type('"pears"}');
  await expect(dialog.getByRole("button", { name: "Resume" })).toBeEnabled();
  await expect(facts).toHaveValue('{"what": "pears"}');
  await facts.fill("");
  await expect(dialog.getByText("Enter a value.")).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Resume" })).toBeDisabled();
  await facts.fill('{"what": "plums"}');
  await dialog.getByRole("button", { name: "Change the input" }).click();
  await expect(dialog.getByLabel("count")).toBeFocused();
  await expect(dialog.getByLabel("count")).toHaveValue("many");
  await expect(dialog.getByRole("button", { name: "Resume" })).toBeEnabled();
  await page.keyboard.press("Control+Enter");
  const output = page.getByRole("article", { name: "Whole run" }).getByRole("region", { name: "Output" });
  await expect(output).toContainText("We count many of plums");
});

test("a draft that waits for a decision does not run as it was before: the dialogs say what to do first", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/ERR_INTERNET_DISCONNECTED|409/);
  const id = await openPipeline(page, api, greeting);
  await runPipeline(api, id, { name: "Ada" });
  await disagree(page, api, { id, mine: "Mine, {{ name }}", theirs: { config: { template: "Theirs, {{ name }}" } } });
  await expect(page.getByRole("button", { name: "Compare and choose" })).toBeVisible();
  const words = "This pipeline was changed here and elsewhere. Press “Compare and choose” first.";
  await page.getByRole("button", { name: "Run from here" }).click();
  const dialog = page.getByRole("dialog", { name: "Run from “Prompt”" });
  await expect(dialog.getByText(words)).toBeVisible();
  await expect(dialog.getByRole("button", { name: "Run from here" })).toBeDisabled();
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Ada");
  await page.getByRole("dialog").getByRole("button", { name: "Run" }).click();
  await expect(page.getByRole("dialog").getByText(words)).toBeVisible();
});
