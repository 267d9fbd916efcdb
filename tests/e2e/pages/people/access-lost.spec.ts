/** Access that ends while its page is open: what was seen stays, the page says what happened, and what to do. */
import type { Browser, Page } from "@playwright/test";
import { expect, test } from "../../../helpers/stories/story.ts";
import { card } from "../../canvas/canvas-page.ts";
import { makePipeline, runPipeline, waitAnHour } from "../pages-pipelines.ts";
import { signInWith } from "./sign-in-with.ts";

const password = "a long password";

/** A call of the page's own session. */
async function call<Data>(page: Page, path: string, data: object): Promise<Data> {
  const headers = { origin: process.env.STORY_URL ?? "" };
  const answer = await page.request.post(`/api/trpc/${path}`, { data, headers });
  return (await answer.json()).result.data;
}

/** An editor of the owner's workspace, with a browser of their own. */
async function join(owner: Page, browser: Browser, name: string) {
  const { url } = await call<{ url: string }>(owner, "invitations.create", { role: "editor" });
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  const email = `${name.toLowerCase()}-${crypto.randomUUID()}@example.com`;
  await page.goto(url);
  await page.getByLabel("Name").fill(name);
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password").fill(password);
  await page.getByRole("button", { name: "Join" }).click();
  await expect(page.getByRole("button", { name: "Account" })).toBeVisible();
  const members = await (await owner.request.get("/api/trpc/workspace.members")).json();
  const all: { userId: string; email: string }[] = members.result.data;
  const userId = all.find((each) => each.email === email)?.userId ?? "";
  return { page, email, userId, [Symbol.asyncDispose]: () => context.close() };
}

test("a member who is removed keeps what the open page of a run shows, and reads that they are no member any more", async ({
  page,
  api,
  browser,
}) => {
  const run = await runPipeline(api, await makePipeline(api, "Left by Dora", waitAnHour), { word: "kept" }, 0);
  await using dora = await join(page, browser, "Dora");
  await dora.page.goto(`/runs/${run}`);
  await expect(dora.page.getByText("Waiting", { exact: true }).first()).toBeVisible();
  await call(page, "workspace.removeMember", { userId: dora.userId });
  const alert = dora.page.getByRole("alert").filter({ hasText: "when your access to it ended" });
  await expect(alert).toContainText("You are no longer a member of this workspace, or it was deleted.");
  await expect(dora.page.getByText("kept").first()).toBeVisible();
  await dora.page.reload();
  await expect(dora.page.getByText("You are signed in, but not a member of any workspace.")).toBeVisible();
  await api(`/runs/${run}/cancel`, { method: "POST" });
});

test("a member who is removed while a canvas is open keeps their changes, and reads why they are not saved", async ({
  page,
  api,
  browser,
}) => {
  const id = await makePipeline(api, "Left by Eve", waitAnHour);
  await using eve = await join(page, browser, "Eve");
  await eve.page.goto(`/p/${id}`);
  await expect(card(eve.page, "Pause")).toBeVisible();
  await call(page, "workspace.removeMember", { userId: eve.userId });
  await card(eve.page, "Pause").getByRole("button", { name: "Pause" }).click();
  await eve.page.getByRole("textbox", { name: "Title" }).fill("Eve was here");
  await eve.page.getByRole("textbox", { name: "Title" }).press("Enter");
  await expect(eve.page.getByText("You are no longer a member of this workspace").first()).toBeVisible();
  await expect(card(eve.page, "Eve was here")).toBeVisible();
});

test("who has signed out elsewhere is led to signing in, and comes back to the very page", async ({
  page,
  api,
  browser,
}) => {
  const run = await runPipeline(api, await makePipeline(api, "Seen by Fay", waitAnHour), { word: "x" }, 0);
  await using fay = await join(page, browser, "Fay");
  await fay.page.goto(`/runs/${run}?from=mail`);
  await expect(fay.page.getByText("Waiting", { exact: true }).first()).toBeVisible();
  const headers = { origin: process.env.STORY_URL ?? "" };
  await fay.page.request.post("/api/auth/sign-out", { data: {}, headers });
  const notice = fay.page.getByRole("status").filter({ hasText: "You are signed out." });
  await expect(notice).toBeVisible();
  await expect(fay.page.getByText("API key")).toHaveCount(0);
  await notice.getByRole("button", { name: "Sign in" }).click();
  await signInWith(fay.page, { email: fay.email, password });
  await expect(fay.page).toHaveURL(`/runs/${run}?from=mail`);
  await expect(fay.page.getByText("Waiting", { exact: true }).first()).toBeVisible();

  // The same when the page is opened by a link, or a link in a page is followed.
  await fay.page.request.post("/api/auth/sign-out", { data: {}, headers });
  await fay.page.goto(`/p/${run}/runs?status=failed`);
  await expect(fay.page).toHaveURL(`/sign-in?next=${encodeURIComponent(`/p/${run}/runs?status=failed`)}`);
  await fay.page.goto(`/runs/${run}`);
  await signInWith(fay.page, { email: fay.email, password });
  await expect(fay.page).toHaveURL(`/runs/${run}`);
  await fay.page.goto(`/sign-in?next=${encodeURIComponent("/collections")}`);
  await expect(fay.page).toHaveURL("/collections");
  await api(`/runs/${run}/cancel`, { method: "POST" });
});

test("a canvas whose session has ended says so once, with the way back", async ({ page, api, browser }) => {
  const id = await makePipeline(api, "Seen by Gus", waitAnHour);
  await using gus = await join(page, browser, "Gus");
  await gus.page.goto(`/p/${id}`);
  await expect(card(gus.page, "Pause")).toBeVisible();
  const headers = { origin: process.env.STORY_URL ?? "" };
  await gus.page.request.post("/api/auth/sign-out", { data: {}, headers });
  await card(gus.page, "Pause").getByRole("button", { name: "Pause" }).click();
  await gus.page.getByRole("textbox", { name: "Title" }).fill("Gus was here");
  await gus.page.keyboard.press("Enter");
  await expect(gus.page.getByText("Signing in again leads back to this page.")).toBeVisible();
  await expect(card(gus.page, "Gus was here")).toBeVisible();
  await expect(gus.page.getByText("You are signed out. Sign in again to continue.")).toHaveCount(0);
});

test("a visitor whose share link is deleted keeps what the open page shows, and reads that the link works no more", async ({
  page,
  api,
  browser,
}) => {
  const pipelineId = await makePipeline(api, "Shared and taken back", waitAnHour);
  await api(`/pipelines/${pipelineId}/versions`, { method: "POST", body: "{}" });
  const { id, url } = await call<{ id: string; url: string }>(page, "share.create", {
    ...{ pipelineId, versionNumber: 1, canRun: true },
  });
  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const shared = await stranger.newPage();
  await shared.goto(url);
  await shared.getByRole("button", { name: "Run", exact: true }).click();
  const answer = shared.getByRole("region", { name: "Answer" });
  await expect(answer).toContainText("Waiting at Pause until");
  await call(page, "share.revoke", { id });
  await expect(shared.getByText("This link does not work. Ask the sender for a new one.").first()).toBeVisible();
  await expect(answer).toContainText("Waiting at Pause until");
  await shared.getByRole("button", { name: "Run", exact: true }).click();
  await expect(shared.getByRole("alert").filter({ hasText: "This link does not work." })).toBeVisible();
  await shared.reload();
  await expect(shared.getByRole("heading", { name: "This link does not work" })).toBeVisible();
});
