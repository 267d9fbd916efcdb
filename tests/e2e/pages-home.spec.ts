import { expect, test } from "../helpers/story.ts";
import { greeting, makePipeline } from "./pages-pipelines.ts";

test("somebody without a pipeline is shown how to make one", async ({ page, api }) => {
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

test("search narrows the pipelines and says when nothing is left", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("searchbox", { name: "Search pipelines" }).fill("table extract");
  await expect(page.getByRole("heading", { level: 3 })).toHaveText(["Extract to table"]);
  await page.getByRole("searchbox", { name: "Search pipelines" }).fill("zebra");
  await expect(page.getByText("Nothing is called “zebra”")).toBeVisible();
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
  await choose("Greeting two", "Bring back");
  await expect(page.getByRole("link", { name: "Greeting two", exact: true })).toHaveCount(0);
  await page.getByRole("radio", { name: "Active" }).click();
  await expect(page.getByRole("link", { name: "Greeting two", exact: true })).toBeVisible();

  await choose("Greeting two", "Delete");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(page.getByRole("link", { name: "Greeting two", exact: true })).toHaveCount(0);
});

test("a pipeline goes out as JSON and comes in again; a file that is none is refused in words", async ({
  page,
  api,
}) => {
  await makePipeline(api, "Traveller", greeting);
  await page.goto("/");
  await page.getByRole("button", { name: "Actions for Traveller", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("menuitem", { name: "Download as JSON" }).click(),
  ]);
  const file = await download.path();
  const choose = page.getByLabel("Pipeline file to import");
  await choose.setInputFiles({ name: "note.json", mimeType: "application/json", buffer: Buffer.from("{ not json") });
  await expect(page.getByText("note.json is not JSON.").first()).toBeVisible();
  await choose.setInputFiles({ name: "other.json", mimeType: "application/json", buffer: Buffer.from('{"nodes": 3}') });
  await expect(page.getByText("other.json is not a pipeline of Patchbay.").first()).toBeVisible();
  await choose.setInputFiles(file);
  await expect(page).toHaveURL(/\/p\/[\w-]+$/);
  await page.goto("/");
  await expect(page.getByRole("link", { name: "Traveller", exact: true })).toHaveCount(2);
});

test("a chosen theme is there from the first byte of the next page", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitemradio", { name: "Dark" }).click();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  const html = await (await page.request.get("/")).text();
  expect(html).toContain('data-theme="dark"');
});
