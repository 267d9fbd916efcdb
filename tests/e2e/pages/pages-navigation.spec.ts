import { expect, test } from "../../helpers/stories/story.ts";
import { openPipeline } from "../canvas/canvas-page.ts";
import { greeting, keep, makePipeline } from "./pages-pipelines.ts";

test("the title of a page names what it shows, so that tabs and the browser's history tell pages apart", async ({
  page,
  api,
}) => {
  const id = await makePipeline(api, "Greets by name", greeting);
  const [{ id: collection, name }] = await (await api("/collections")).json();
  const [document] = await (await api(`/collections/${collection}/documents`)).json();
  await keep(api, { home: 1 });
  const titles = {
    [`/p/${id}`]: "Greets by name",
    [`/p/${id}/chat`]: "Chat with Greets by name",
    [`/p/${id}/runs`]: "Runs of Greets by name",
    [`/p/${id}/batches`]: "Batches of Greets by name",
    [`/collections/${collection}`]: name,
    [`/collections/${collection}/documents/${document.id}`]: document.name,
    "/stores/visits": "visits",
  };
  for (const [path, title] of Object.entries(titles)) {
    await page.goto(path);
    await expect(page).toHaveTitle(`${title} · Patchbay`);
  }
});

test("Ctrl+K goes to a page, a pipeline and a heading of the docs, by keyboard alone", async ({ page, api }) => {
  const id = await makePipeline(api, "Quokka greeting", greeting);
  await page.goto("/collections");
  await page.keyboard.press("Control+k");
  const palette = page.getByRole("dialog", { name: "Go anywhere" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await page.keyboard.type("api keys");
  await expect(palette.getByRole("option", { selected: true })).toHaveText("API keys");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/settings\?tab=keys/);

  await page.keyboard.press("Control+k");
  await page.keyboard.type("audit");
  await expect(palette.getByRole("option", { selected: true })).toHaveText("Audit log");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/settings\?tab=audit/);
  // The story's own pipeline is in the log: not an error, and not an empty page.
  const log = page.getByRole("region", { name: "Audit log" }).first();
  await expect(log.getByText("Quokka greeting", { exact: true }).first()).toBeVisible();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("quokka");
  await expect(palette.getByRole("option", { name: "Quokka greeting" })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(`/p/${id}`);

  await page.goto("/runs");
  await page.getByRole("button", { name: "Go anywhere" }).click();
  await page.keyboard.type("revoke a share");
  await palette.getByRole("option", { name: /How do I revoke a share link/ }).click();
  await expect(page).toHaveURL(/\/docs\/sharing#how-do-i-revoke-a-share-link/);

  // Words that are in the text of the docs alone, and in the address of no heading.
  await page.keyboard.press("Control+k");
  await page.keyboard.type("webhook sha256");
  await expect(palette.getByRole("option").first()).toContainText("Webhook");
  await palette.getByRole("combobox").fill("signature");
  await expect(palette.getByRole("option", { name: /How do I make sure who sent a request/ })).toBeVisible();
  await expect(palette.getByRole("option", { name: "Account" })).toBeHidden();
});

test("on the canvas Ctrl+K has the other pages below its commands", async ({ page, api }) => {
  await openPipeline(page, api, greeting, "Left for another");
  await page.keyboard.press("Control+k");
  await page.keyboard.type("collections");
  await page.getByRole("option", { name: "Collections", exact: true }).click();
  await expect(page).toHaveURL("/collections");
});

test("the docs are searched by their text, on a phone too, also without an account", async ({ browser }) => {
  await using stranger = await browser.newContext({
    storageState: { cookies: [], origins: [] },
    viewport: { width: 390, height: 844 },
  });
  const page = await stranger.newPage();
  await page.goto(`${process.env.STORY_URL}/docs`);
  const box = page.getByRole("searchbox", { name: "Search the docs" });
  await box.fill("liquid filters");
  const found = page.getByRole("list", { name: "Found in the docs" });
  await expect(found.getByRole("link").first()).toBeVisible();
  await box.fill("revoke a share link");
  await found.getByRole("link", { name: /How do I revoke a share link/ }).click();
  await expect(page.getByRole("heading", { name: "How do I revoke a share link?" })).toBeInViewport();
  await page.getByRole("searchbox", { name: "Search the docs" }).fill("xyzzy plugh");
  await expect(page.getByText("Nothing found for “xyzzy plugh”.")).toBeVisible();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("settings");
  await expect(page.getByRole("option", { name: "Settings", exact: true })).toHaveCount(0);
});
