import { readFile } from "node:fs/promises";
import pg from "pg";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, greeting, openPipeline } from "../canvas/canvas-page.ts";
import { greeting as hello, makePipeline, runPipeline } from "./pages-pipelines.ts";

test("a page that could not be made says so, and comes once what was broken is mended", async ({
  page,
  allowConsoleError,
}) => {
  allowConsoleError(/500|Minified React error/);
  const db = new pg.Client({ connectionString: process.env.STORY_DATABASE_URL });
  await db.connect();
  try {
    await db.query(`ALTER TABLE "Collection" RENAME TO "Gone"`);
    await page.goto("/collections");
    await expect(page.getByRole("heading", { name: "This page could not be shown" })).toBeVisible();
    await db.query(`ALTER TABLE "Gone" RENAME TO "Collection"`);
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.getByRole("heading", { name: "Collections" })).toBeVisible();
  } finally {
    await db.query(`ALTER TABLE IF EXISTS "Gone" RENAME TO "Collection"`);
    await db.end();
  }
});

test("a canvas that breaks in the browser comes back with what was not saved yet", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/ERR_FAILED|TypeError/);
  const id = await openPipeline(page, api, greeting);
  const run = await runPipeline(api, id, { name: "Ada" });
  await page.route("**/api/trpc/pipelines.save*", (route) => route.abort());
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  await page.getByLabel("Template").fill("Before the crash, {{ name }}");
  await expect(page.getByText("Offline — will retry")).toBeVisible();
  await page.route("**/api/trpc/*runs.get*", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: (await response.text()).replaceAll('"steps":[', '"steps":null,"x":[') });
  });
  await page.goto(`/p/${id}?run=${run}`);
  await expect(page.getByText("Your changes are kept in this browser.")).toBeVisible();
  await page.unrouteAll();
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("button", { name: "Back to the draft" }).click();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  await expect(card(page, "Prompt")).toContainText("Before the crash");
});

test("a run that is not there, or another pipeline's, is not shown: the page says why and shows the draft", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/404/);
  const other = await makePipeline(api, "Another one", hello);
  const run = await runPipeline(api, other, { name: "Ada" });
  const id = await openPipeline(page, api, greeting);
  const draft = async () => {
    await expect(page.getByText("exactly as it ran")).toHaveCount(0);
    await expect(card(page, "Prompt")).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`/p/${id}$`));
  };
  await page.goto(`/p/${id}?run=${run}`);
  await expect(
    page.getByText("This run belongs to another pipeline, “Another one”. You see the draft.", { exact: true }),
  ).toBeVisible();
  await draft();
  await page.goto(`/p/${id}?run=nothing`);
  await expect(
    page.getByText("There is no such run in this workspace. You see the draft.", { exact: true }),
  ).toBeVisible();
  await draft();
});

test("what a deleted pipeline does not take any more can be saved as a file", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/404/);
  const id = await openPipeline(page, api, greeting);
  await api(`/pipelines/${id}`, { method: "DELETE" });
  await card(page, "Prompt").getByRole("button", { name: "Prompt" }).click();
  await page.getByLabel("Template").fill("Nearly lost, {{ name }}");
  const banner = page.getByRole("alert").filter({ hasText: "Not saved: There is no pipeline with this id." });
  await expect(banner).toBeVisible();
  await banner.getByRole("button", { name: "Try again" }).click();
  await expect(banner).toBeVisible();
  const download = page.waitForEvent("download");
  await banner.getByRole("button", { name: "Export as a file" }).click();
  expect(await readFile(await (await download).path(), "utf8")).toContain("Nearly lost, {{ name }}");
});
