import { Graph } from "../../../lib/graph/graph.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { counting, greeting, makePipeline, patient, patientSteps, runPipeline } from "./pages-pipelines.ts";

test("the history lists every run and is narrowed by status, version and trigger", async ({ page, api }) => {
  const id = await makePipeline(api, "Counting", counting);
  await page.goto(`/p/${id}/runs`);
  await expect(page.getByText("No runs yet")).toBeVisible();
  await runPipeline(api, id, { count: "3" });
  await runPipeline(api, id, { count: "many" });
  const rows = page.getByRole("region", { name: "Runs" }).getByRole("row");
  // The page is open all the while and finds them by itself.
  await expect(rows).toHaveCount(3);
  await expect(rows.nth(1)).toContainText("Many is not a number (at character");
  await page.getByRole("combobox", { name: "Status" }).click();
  await page.getByRole("option", { name: "Succeeded" }).click();
  await expect(rows).toHaveCount(2);
  await expect(page).toHaveURL(/status=succeeded/);
  await page.reload();
  await expect(rows).toHaveCount(2);
  await page.getByRole("combobox", { name: "Trigger" }).click();
  await page.getByRole("option", { name: "Share link" }).click();
  await expect(page.getByText("No run matches these filters")).toBeVisible();
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(rows).toHaveCount(3);
});

test("a link to the runs shows all of them, whatever was chosen there before", async ({ page }) => {
  await page.goto("/runs");
  const status = page.getByRole("combobox", { name: "Status" });
  await status.click();
  await page.getByRole("option", { name: "Failed" }).click();
  await expect(page).toHaveURL(/status=failed/);
  await page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Runs" }).click();
  await expect(page).toHaveURL(/runs$/);
  await expect(status).not.toHaveText("Failed");
});

test("on a phone a long error leaves the time and the menu of a run in reach", async ({ page, api }) => {
  const id = await makePipeline(api, "Counting on a phone", counting);
  const runId = await runPipeline(api, id, { count: "many" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/p/${id}/runs`);
  const row = page.getByRole("region", { name: "Runs" }).getByRole("row").nth(1);
  await expect(row).toContainText("Many is not");
  await expect(row.getByRole("time")).toBeInViewport({ ratio: 1 });
  await expect(row.getByRole("button", { name: `Actions for run ${runId.slice(-8)}` })).toBeInViewport({ ratio: 1 });
});

test("older runs are loaded page by page", async ({ page, api }) => {
  const id = await makePipeline(api, "Many greetings", greeting);
  await Promise.all(Array.from({ length: 55 }, () => runPipeline(api, id, {}, 0)));
  await page.goto(`/p/${id}/runs`);
  const rows = page.getByRole("region", { name: "Runs" }).getByRole("row");
  await expect(rows).toHaveCount(51);
  await page.getByRole("button", { name: "Load older runs" }).click();
  await expect(rows).toHaveCount(56);
  await expect(page.getByRole("button", { name: "Load older runs" })).toHaveCount(0);
});

test("a run's page shows what went into each step and came out of it", async ({ page, api }) => {
  const id = await makePipeline(api, "Greeting", greeting);
  const runId = await runPipeline(api, id, { name: "Grace" });
  await page.goto(`/runs/${runId}`);
  const whole = page.getByRole("article", { name: "Whole run" });
  // Readers of screens go by headings, of which none is left out.
  await expect(whole.getByRole("heading", { level: 2, name: "Whole run" })).toBeAttached();
  await expect(whole.getByRole("region", { name: "Output" })).toContainText("Hello Grace!");
  await expect(whole.getByRole("region", { name: "Input" })).toContainText("Grace");
  await page.getByRole("region", { name: "Timeline" }).getByRole("button", { name: "Greet" }).click();
  const step = page.getByRole("article", { name: "Step Greet" });
  await expect(step.getByRole("region", { name: "Input" })).toContainText("Grace");
  await expect(step).toContainText("Template");
  await step.getByRole("region", { name: "Output" }).getByRole("radio", { name: "JSON" }).click();
  await expect(step.getByRole("region", { name: "Output" })).toContainText('"Hello **Grace**!"');
  // The arrow keys move through the timeline.
  await page.getByRole("region", { name: "Timeline" }).getByRole("button", { name: "Greet" }).press("ArrowDown");
  await expect(page.getByRole("article", { name: "Step Done" })).toBeVisible();
  await expect(page.getByRole("link", { name: "Open on canvas" })).toHaveAttribute("href", `/p/${id}?run=${runId}`);
});

test("what stays beside a long page is not behind the bar at its end: a step's name, the search of the docs", async ({
  page,
  api,
}) => {
  const id = await makePipeline(api, "Long", longChain(40));
  await page.goto(`/runs/${await runPipeline(api, id, { name: "Grace" })}`);
  const bar = (await page.getByRole("banner").boundingBox())?.height ?? Number.NaN;
  const toEnd = () => page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
  await page.getByRole("region", { name: "Timeline" }).getByRole("button", { name: "Step 40" }).click();
  await toEnd();
  const name = page.getByRole("article", { name: "Step Step 40" }).getByRole("heading", { name: "Step 40" });
  await expect.poll(async () => (await name.boundingBox())?.y).toBeGreaterThanOrEqual(bar);

  await page.goto("/docs/getting-started");
  await toEnd();
  const search = page.getByRole("searchbox", { name: "Search the docs" }).last();
  await expect.poll(async () => (await search.boundingBox())?.y).toBeGreaterThanOrEqual(bar);
});

test("a failed run opens at the step that failed and says why", async ({ page, api }) => {
  const id = await makePipeline(api, "Failing", counting);
  const runId = await runPipeline(api, id, { count: "many" });
  await page.goto(`/runs/${runId}`);
  const step = page.getByRole("article", { name: "Step Count" });
  await expect(step.getByRole("alert")).toContainText("Many is not a number (at character");
  await page.getByRole("button", { name: "Whole run" }).click();
  await expect(page.getByRole("article", { name: "Whole run" }).getByRole("alert")).toContainText("Count:");
});

test("run again starts a new run on the same input", async ({ page, api }) => {
  const id = await makePipeline(api, "Greeting again", greeting);
  const first = await runPipeline(api, id, { name: "Barbara" });
  await page.goto(`/runs/${first}`);
  await page.getByRole("button", { name: "Run again" }).click();
  await expect(page).not.toHaveURL(new RegExp(first));
  await expect(page.getByRole("article", { name: "Whole run" })).toContainText("Hello Barbara!");
});

test("a running run is watched live and cancelled", async ({ page, api }) => {
  const id = await makePipeline(api, "Patient", patient());
  const events = page.waitForRequest(/runs\.events/);
  await page.goto(`/runs/${await runPipeline(api, id, {}, 0)}`);
  await events;
  const timeline = page.getByRole("region", { name: "Timeline" });
  const rows = timeline.getByRole("button");
  const before = await rows.count();
  await expect.poll(() => rows.count()).toBeGreaterThan(before);
  await page.getByRole("button", { name: "Cancel" }).click();
  await expect(page.getByRole("button", { name: "Run again" })).toBeVisible();
  await expect(rows.filter({ hasText: "Whole run" }).getByRole("img", { name: "Cancelled" })).toBeVisible();
  await expect(rows.filter({ hasText: `Wait ${patientSteps}` })).toHaveCount(0);
});

test("what is not there, or could not be by its name, gets a page that says so", async ({
  page,
  allowConsoleError,
}) => {
  allowConsoleError(/404/);
  const tooLong = "n".repeat(300);
  const addresses = [
    "/runs/01900000-0000-7000-8000-000000000000",
    ...["runs", "p", "collections", "topics", "stores"].map((kind) => `/${kind}/${tooLong}`),
    "/topics/a%20topic",
    "/stores/a%20store",
    "/stores/no-such-store",
    // What no address can have: a % that stands for nothing.
    ...["runs", "p", "collections", "topics", "stores", "docs"].map((kind) => `/${kind}/%E0%A4%A`),
  ];
  for (const address of addresses) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing here" }), address).toBeVisible();
  }
});

test("a link that leads to nothing is told apart from a page by its status, and an id that could be none is not there", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/404/);
  const links = {
    "/a/nothing": "This link does not work",
    "/form/nothing": "There is no form here",
    "/form/nothing/test": "There is no form here",
    "/invite/nothing": "This invitation does not work",
  };
  for (const [address, heading] of Object.entries(links)) {
    const answer = await page.goto(address);
    expect(answer?.status(), address).toBe(404);
    await expect(page.getByRole("heading", { name: heading }), address).toBeVisible();
  }
  const id = await makePipeline(api, "Greets strangers", greeting);
  await page.goto(`/p/${id}/chat?c=%00`);
  await expect(page.getByText("There is no such conversation.").first()).toBeVisible();
  const messages = page.getByRole("region", { name: "Messages" });
  await messages.getByRole("button", { name: "New conversation" }).click();
  await expect(messages.getByText("There is no such conversation.")).toHaveCount(0);
  await expect(page).toHaveURL(`/p/${id}/chat`);
});

/** A name through as many templates, one after the other. */
function longChain(steps: number): Graph {
  const numbers = Array.from({ length: steps }, (_, index) => index + 1);
  const template = (number: number) => ({
    ...{ type: "template", version: 1, title: `Step ${number}`, config: { template: "{{ words }}" } },
  });
  return Graph.parse({
    nodes: {
      s0: { type: "input", version: 1, config: { fields: [{ name: "name", kind: "text" }] } },
      ...Object.fromEntries(numbers.map((number) => [`s${number}`, template(number)])),
    },
    edges: numbers.map((number) => ({
      id: `e${number}`,
      from: { node: `s${number - 1}`, port: number === 1 ? "name" : "text" },
      to: { node: `s${number}`, port: "words" },
    })),
  });
}

test("in a narrow timeline the names of steps are whole", async ({ page, api }) => {
  const greet = { type: "template", version: 1, title: "Step number 12", config: { template: "Hello {{ name }}" } };
  const nodes = { ...greeting.nodes, greet };
  const id = await makePipeline(api, "Named steps", { ...greeting, nodes });
  const run = await runPipeline(api, id, { name: "Ada" });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`/runs/${run}`);
  const name = page.getByRole("region", { name: "Timeline" }).getByText("Step number 12");
  await expect(name).toBeVisible();
  expect(await name.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth)).toBeLessThanOrEqual(0);
});
