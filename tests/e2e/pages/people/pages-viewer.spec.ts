import { expect, test } from "../../../helpers/stories/story.ts";
import { greeting, makePipeline, runPipeline } from "../pages-pipelines.ts";

test("a viewer is told so, and sees what they may use and nothing else", async ({ page, api, browser }) => {
  const id = await makePipeline(api, "Looked at", greeting);
  const runId = await runPipeline(api, id, { name: "Grace" });
  const origin = process.env.STORY_URL ?? "";
  const made = await page.request.post("/api/trpc/invitations.create", {
    data: { role: "viewer" },
    headers: { origin },
  });
  const { result } = await made.json();
  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const viewer = await stranger.newPage();
  await viewer.goto(result.data.url);
  await viewer.getByLabel("Name").fill("Vera");
  await viewer.getByLabel("Email").fill(`vera-${id}@example.com`);
  await viewer.getByLabel("Password").fill("a long password");
  await viewer.getByRole("button", { name: "Join" }).click();

  await expect(viewer.getByRole("note", { name: /Your role is viewer/ })).toBeVisible();
  await expect(viewer.getByRole("region", { name: "In this workspace" })).toContainText("Looked at");
  await expect(viewer.getByRole("region", { name: "Yours" })).toHaveCount(0);
  for (const name of ["New pipeline", "Import", "Templates"]) {
    await expect(viewer.getByRole("button", { name })).toHaveCount(0);
  }
  await viewer.setViewportSize({ width: 390, height: 844 });
  await expect(viewer.getByRole("button", { name: "Account" }), "on a phone, too").toBeInViewport({ ratio: 1 });
  await viewer.setViewportSize({ width: 1440, height: 900 });
  await viewer.getByRole("button", { name: "Actions for Looked at" }).click();
  await expect(viewer.getByRole("menuitem")).toHaveText(["Chat", "Run history", "Batches", "Export as a file"]);

  await viewer.goto(`/runs/${runId}`);
  await expect(viewer.getByRole("link", { name: "Open on canvas" })).toBeVisible();
  await expect(viewer.getByRole("button", { name: "Run again" })).toHaveCount(0);

  await viewer.goto("/collections");
  await expect(viewer.getByRole("heading", { name: "Collections" })).toBeVisible();
  await expect(viewer.getByRole("button", { name: "New collection" })).toHaveCount(0);

  await viewer.goto(`/p/${id}`);
  await expect(viewer.getByRole("note", { name: /Your role is viewer/ })).toBeVisible();
  await expect(viewer.getByRole("heading", { name: "Looked at" })).toBeVisible();
  for (const name of ["Run", "Publish", "Share"]) {
    await expect(viewer.getByRole("button", { name, exact: true })).toHaveCount(0);
  }
});

test("runs are found by what they were asked for, and counted", async ({ page, api }) => {
  const id = await makePipeline(api, "Searched", greeting);
  await runPipeline(api, id, { name: "Grace" });
  await runPipeline(api, id, { name: "Katherine" });
  await page.goto(`/p/${id}/runs`);
  const list = page.getByRole("region", { name: "Runs" });
  await expect(page.getByText("2 runs", { exact: true })).toBeVisible();
  await expect(list).toContainText("Grace");
  await page.getByRole("searchbox", { name: "Search runs" }).fill("kathER");
  await expect(list.getByRole("row")).toHaveCount(2);
  await expect(list).toContainText("Katherine");
  await expect(page.getByText("1 run", { exact: true })).toBeVisible();
  await expect(page).toHaveURL(/search=kathER/);
  await page.reload();
  await expect(list.getByRole("row")).toHaveCount(2);
  await page.getByRole("button", { name: "Clear" }).click();
  await expect(list.getByRole("row")).toHaveCount(3);
  await expect(page.getByRole("searchbox", { name: "Search runs" })).toHaveValue("");
});
