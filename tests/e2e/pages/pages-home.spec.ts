import { expect, test } from "../../helpers/stories/story.ts";
import { greeting, makePipeline } from "./pages-pipelines.ts";

test("someone without a pipeline is shown how to make one", async ({ page, api }) => {
  for (const pipeline of await (await api("/pipelines")).json()) {
    if (pipeline.exampleKey === undefined) await api(`/pipelines/${pipeline.id}`, { method: "DELETE" });
  }
  await page.goto("/");
  const lesson = page.getByRole("region", { name: "Your first pipeline" });
  await expect(lesson.getByText("Place nodes")).toBeVisible();
  const examples = page.getByRole("region", { name: "Examples" }).getByRole("heading", { level: 3 });
  await expect(examples.first()).toHaveText("Ask the handbook");
  await lesson.getByRole("button", { name: "New pipeline" }).click();
  await expect(page).toHaveURL(/\/p\/[\w-]+$/);
});

test("where the pointer is a finger, a first pipeline is explained without keys, and a double tap adds a node", async ({
  page,
  browser,
  api,
}) => {
  for (const pipeline of await (await api("/pipelines")).json()) {
    if (pipeline.exampleKey === undefined) await api(`/pipelines/${pipeline.id}`, { method: "DELETE" });
  }
  await page.goto("/");
  const lesson = page.getByRole("region", { name: "Your first pipeline" });
  await expect(lesson.getByText("Ctrl")).toBeVisible();
  await expect(lesson.getByText("Double-tap the canvas")).toBeHidden();

  const viewport = { width: 390, height: 844 };
  const storageState = await page.context().storageState();
  await using phone = await browser.newContext({ storageState, viewport, hasTouch: true, isMobile: true });
  const touched = await phone.newPage();
  await touched.goto("/");
  const lessonOfPhone = touched.getByRole("region", { name: "Your first pipeline" });
  await expect(lessonOfPhone.getByText("Double-tap the canvas")).toBeVisible();
  await expect(lessonOfPhone.getByText("Press Run")).toBeVisible();
  await expect(lessonOfPhone.locator("kbd").filter({ visible: true })).toHaveCount(0);

  await lessonOfPhone.getByRole("button", { name: "New pipeline" }).tap();
  await expect(touched.getByRole("heading", { name: "What should this pipeline do?" })).toBeVisible();
  const canvas = await touched.locator(".react-flow__pane").boundingBox();
  if (!canvas) throw new Error("There is no canvas.");
  const at = [canvas.x + canvas.width / 2, canvas.y + canvas.height - 90] as const;
  await touched.touchscreen.tap(...at);
  await touched.touchscreen.tap(...at);
  await expect(touched.getByRole("combobox", { name: "Add a node" })).toBeVisible();
});

test("search narrows the pipelines and says when nothing is left", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("searchbox", { name: "Search pipelines" }).fill("table extract");
  await expect(page.getByRole("heading", { level: 3 })).toHaveText(["Extract to table"]);
  await page.getByRole("searchbox", { name: "Search pipelines" }).fill("zebra");
  await expect(page.getByText("No pipeline matches “zebra”")).toBeVisible();
  await page.getByRole("button", { name: "Clear search" }).click();
  await expect(page.getByRole("link", { name: "Ask the handbook" })).toBeVisible();
});

test("a pipeline is renamed, copied, archived, brought back and deleted", async ({ page, api }) => {
  await makePipeline(api, "Greeting one", greeting);
  await page.goto("/");
  const choose = async (name: string, item: string) => {
    await page.getByRole("button", { name: `Actions for ${name}`, exact: true }).click();
    await page.getByRole("menuitem", { name: item }).click();
  };
  await choose("Greeting one", "Rename");
  await page.getByRole("textbox", { name: "Name" }).fill("Greeting two");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("link", { name: "Greeting two", exact: true })).toBeVisible();

  await choose("Greeting two", "Duplicate");
  await expect(page.getByText("Copied.").first()).toBeVisible();
  await expect(page.getByRole("link", { name: /^Greeting two/ })).toHaveCount(2);

  await choose("Greeting two", "Archive");
  await expect(page.getByRole("link", { name: "Greeting two", exact: true })).toHaveCount(0);
  await page.getByRole("radio", { name: "Archived" }).click();
  await choose("Greeting two", "Restore");
  await expect(page.getByRole("link", { name: "Greeting two", exact: true })).toHaveCount(0);
  await page.getByRole("radio", { name: "Active" }).click();
  await expect(page.getByRole("link", { name: "Greeting two", exact: true })).toBeVisible();

  await choose("Greeting two", "Delete");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("link", { name: "Greeting two", exact: true })).toHaveCount(0);
});

test("a pipeline goes out as JSON and comes in again; a file that is none is refused with a message", async ({
  page,
  api,
}) => {
  await makePipeline(api, "Traveller", greeting);
  await page.goto("/");
  await page.getByRole("button", { name: "Actions for Traveller", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Export as a file" }).click(),
  ]);
  const file = await download.path();
  const choose = page.getByLabel("Pipeline file to import");
  await choose.setInputFiles({ name: "note.json", mimeType: "application/json", buffer: Buffer.from("{ not json") });
  await expect(page.getByText("note.json is not JSON.").first()).toBeVisible();
  await choose.setInputFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from('{"nodes": 3}') });
  await expect(page.getByText("other.json is not a Patchbay pipeline: it has no nodes.").first()).toBeVisible();
  await choose.setInputFiles(file);
  await expect(page).toHaveURL(/\/p\/[\w-]+$/);
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Traveller", exact: true })).toHaveCount(2);
});

test("a file dropped on the page becomes a pipeline; a newer or too large one is refused and nothing is made", async ({
  page,
  api,
}) => {
  await page.goto("/");
  const drop = (name: string, text: string) =>
    page.evaluate(
      ([fileName, content]) => {
        const files = new DataTransfer();
        files.items.add(new File([content ?? ""], fileName ?? ""));
        const target = document.querySelector("main h1");
        const options = { dataTransfer: files, bubbles: true, cancelable: true };
        for (const type of ["dragenter", "dragover", "drop"]) target?.dispatchEvent(new DragEvent(type, options));
      },
      [name, text],
    );
  const count = async () => (await (await api("/pipelines")).json()).length;
  const before = await count();
  // No person is quick enough to drop a file before the page is interactive.
  await expect(async () => {
    await drop("new.patchbay.json", JSON.stringify({ patchbay: "pipeline", schema: 99, nodes: {} }));
    const refusal = page.getByText(/new\.patchbay\.json was written by a newer version of Patchbay/).first();
    await expect(refusal).toBeVisible({ timeout: 2000 });
  }).toPass();
  await drop("large.patchbay.json", "x".repeat(4_100_000));
  await expect(page.getByText(/large\.patchbay\.json is larger than 4 MB/).first()).toBeVisible();
  expect(await count()).toBe(before);
  const nodes = { far: { type: "from-elsewhere", version: 2, config: { kept: [1, { two: true }] } } };
  await drop("far.patchbay.json", JSON.stringify({ patchbay: "pipeline", schema: 1, name: "Far away", nodes }));
  await expect(page).toHaveURL(/\/p\/[\w-]+$/);
  await expect(page.locator(".pb-card.is-unknown")).toHaveCount(1);
  const id = page.url().split("/").at(-1);
  expect((await (await api(`/pipelines/${id}`)).json()).graph.nodes).toEqual(nodes);
});

test("a pipeline starts from a template, shown with its picture", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Templates" }).click();
  const gallery = page.getByRole("dialog", { name: "Start from a template" });
  await expect(gallery.getByRole("button", { name: /Ask the handbook/ })).toBeVisible();
  await gallery.getByRole("button", { name: /Check an amount/ }).click();
  await expect(page).toHaveURL(/\/p\/[\w-]+$/);
  await expect(page.locator(".react-flow__node-card")).toHaveCount(6);
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Run" }).click();
  await expect(page.getByText(/120 is a large amount/).first()).toBeVisible();
});

test("pipelines are tagged, found by their tags, and show who made them", async ({ page, api }) => {
  await makePipeline(api, "Tagged one", greeting);
  await makePipeline(api, "Untagged", greeting);
  await page.goto("/");
  await page.getByRole("button", { name: "Actions for Tagged one", exact: true }).click();
  await page.getByRole("menuitem", { name: "Tags" }).click();
  await page.getByLabel("New tag").fill("mail");
  await page.keyboard.press("Enter");
  await page.getByLabel("New tag").fill("weekly");
  await page.getByRole("button", { name: "Save" }).click();
  const filter = page.getByRole("group", { name: "Filter by tag" });
  await filter.getByRole("button", { name: "weekly" }).click();
  await expect(page.getByRole("link", { name: "Tagged one", exact: true })).toBeVisible();
  await expect(page.getByRole("link", { name: "Untagged", exact: true })).toHaveCount(0);
  await filter.getByRole("button", { name: "weekly" }).click();
  await page.getByRole("searchbox", { name: "Search pipelines" }).fill("mail");
  await expect(page.getByRole("heading", { level: 3 })).toHaveText(["Tagged one"]);
  const [pipeline] = await (await api("/pipelines?tag=mail")).json();
  expect(pipeline).toMatchObject({ name: "Tagged one", tags: ["mail", "weekly"] });
});

test("a chosen theme is there from the first byte of the next page", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const html = await (await page.request.get("/")).text();
  expect(html).toContain('data-theme="dark"');
});

test("a pipeline that is on says what stands in the way of its trigger, and since when", async ({ page, api }) => {
  const send = (path: string, body: object) => api(path, { method: "POST", body: JSON.stringify(body) });
  await send("/topics", { name: "home-clicks", partitions: 1 });
  const id = await makePipeline(api, "Clicks of home", {
    schema: 1,
    nodes: {
      clicks: { type: "topic-trigger", version: 1, config: { topic: "home-clicks" } },
      done: { type: "output", version: 1, config: { fields: [{ name: "click", kind: "any" }] } },
    },
    edges: [{ id: "a", from: { node: "clicks", port: "value" }, to: { node: "done", port: "click" } }],
    layout: { positions: { clicks: { x: 0, y: 0 }, done: { x: 340, y: 0 } }, groups: {}, notes: {} },
  });
  await send(`/pipelines/${id}/versions`, {});
  await send(`/pipelines/${id}/activate`, {});
  await send("/topics/home-clicks/events", [{ value: "not JSON" }]);
  const dead = async () => (await (await api(`/pipelines/${id}/triggers`)).json()).triggers[0].topic?.dead;
  await expect.poll(dead).toBe(1);
  await page.goto("/");
  const card = page.getByRole("listitem").filter({ has: page.getByRole("link", { name: "Clicks of home" }) });
  await expect(card).toContainText(
    /A trigger has had a problem since \d\d:\d\d:\d\d: The event 0 of partition 0 went to the dead letters/,
  );
  await api(`/pipelines/${id}`, { method: "DELETE" });
});
