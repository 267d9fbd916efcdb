import type { Page } from "@playwright/test";
import { expect, test } from "../../../helpers/stories/story.ts";
import { greeting, makePipeline } from "../pages-pipelines.ts";

/** The REST API with this key. */
async function rest(key: string, path: string, body?: object) {
  const headers = { authorization: `Bearer ${key}`, ...(body ? { "content-type": "application/json" } : {}) };
  const init = body ? { method: "POST", body: JSON.stringify(body) } : {};
  const answer = await fetch(`${process.env.STORY_URL}/api/v1${path}`, { ...init, headers });
  return { status: answer.status, body: await answer.json() };
}

test("a service account gets a key with one scope, which says what it lacks and stops when the account is disabled", async ({
  page,
}) => {
  await page.goto("/settings?tab=keys");
  await page.getByRole("button", { name: "New service account" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Nightly import");
  await dialog.getByRole("button", { name: "Create" }).click();
  const account = page.getByRole("listitem", { name: "Nightly import" });
  await expect(account).toContainText("Never used");

  await account.getByRole("button", { name: "Add a key" }).click();
  await dialog.getByRole("textbox", { name: "Name" }).fill("server");
  await dialog.getByRole("combobox", { name: "May do" }).click();
  await page.getByRole("option", { name: "Chosen scopes…" }).click();
  await dialog.getByRole("checkbox", { name: /pipelines\.read/ }).check();
  await dialog.getByRole("button", { name: "Create key" }).click();
  const key = await dialog.getByRole("textbox", { name: "API key" }).inputValue();
  await dialog.getByRole("button", { name: "I have copied it" }).click();
  await expect(account.getByRole("row", { name: /server/ })).toContainText("1 scope");

  expect((await rest(key, "/pipelines")).status).toBe(200);
  const refused = await rest(key, "/collections", { name: "Imported" });
  expect(refused.status).toBe(403);
  expect(refused.body.message).toContain("scope “collections.write”");

  await account.getByRole("button", { name: "Disable" }).click();
  await expect(account.getByText("Disabled", { exact: true })).toBeVisible();
  expect((await rest(key, "/pipelines")).status).toBe(401);
  await account.getByRole("button", { name: "Enable" }).click();
  await expect(account.getByText("Disabled", { exact: true })).toBeHidden();
  expect((await rest(key, "/pipelines")).status).toBe(200);
  await account.getByRole("button", { name: "Delete" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  // While the question is open, what lies behind it is hidden.
  await expect(page.getByRole("alertdialog")).toBeHidden();
  await expect(account).toHaveCount(0);
  expect((await rest(key, "/pipelines")).status).toBe(401);
});

test("a member with a role of the workspace's own sees what it adds, and joins another workspace as who they are", async ({
  page,
  browser,
}) => {
  await page.goto("/settings?tab=members");
  await page.getByRole("button", { name: "Add a role" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Curator");
  await dialog.getByRole("checkbox", { name: /collections\.write/ }).check();
  await dialog.getByRole("button", { name: "Save role" }).click();
  await expect(page.getByRole("region", { name: "Custom roles" }).getByRole("row", { name: /Curator/ })).toBeVisible();

  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const curator = await stranger.newPage();
  await curator.goto(await invite(page, "Curator"));
  await expect(curator.getByText("Your role will be Curator.")).toBeVisible();
  await curator.getByLabel("Name").fill("Cora");
  await curator.getByLabel("Email").fill("cora@example.com");
  await curator.getByLabel("Password").fill("a long password");
  await curator.getByRole("button", { name: "Join" }).click();
  await expect(curator.getByRole("button", { name: "Account" })).toBeVisible();
  await expect(curator.getByRole("button", { name: "New pipeline" })).toHaveCount(0);
  await curator.goto("/collections");
  await expect(curator.getByRole("button", { name: "New collection" }).first()).toBeVisible();
  await curator.goto("/settings");
  await expect(curator.getByRole("cell", { name: "Curator" })).toBeVisible();

  await newWorkspace(page, "Annex");
  await page.goto("/settings?tab=members");
  await curator.goto(await invite(page, "Viewer"));
  await expect(curator.getByText("You are signed in as Cora")).toBeVisible();
  await curator.getByRole("button", { name: "Join" }).click();
  await expect(curator.getByRole("note", { name: /Your role is viewer/ })).toBeVisible();
  await deleteWorkspace(page, "Annex");
  // The cookie still names the one that is gone: the next page is of what is left.
  await curator.goto("/collections");
  await expect(curator.getByRole("button", { name: "New collection" }).first()).toBeVisible();

  await page.goto("/settings?tab=members");
  await page.getByRole("button", { name: "Remove Cora" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("row", { name: /Cora/ })).toHaveCount(0);
  await curator.goto("/");
  await expect(curator.getByText("not a member of any workspace")).toBeVisible();
});

test("a second workspace is made, switched to by menu and Ctrl+K, left by a link, and deleted", async ({
  page,
  api,
  context,
}) => {
  const id = await makePipeline(api, "Left behind", greeting);
  await page.goto("/");
  const { id: firstId, name: former } = await workspace(page);
  await newWorkspace(page, "Annex");
  await expect(page.getByText("Left behind")).toHaveCount(0);
  await page.getByRole("button", { name: "Account" }).click();
  await expect(page.getByRole("menuitemradio", { name: "Annex" })).toBeChecked();
  await page.getByRole("menuitemradio", { name: former }).click();
  await expect(page.getByRole("link", { name: "Left behind" }).first()).toBeVisible();

  // What is done in a tab lands in the tab's workspace, also while another one is chosen elsewhere.
  await page.goto("/settings");
  const other = await context.newPage();
  await other.goto("/docs");
  await other.getByRole("button", { name: "Account" }).click();
  await other.getByRole("menuitemradio", { name: "Annex" }).click();
  await expect(other).toHaveURL("/");
  await expect(other.getByText("Left behind")).toHaveCount(0);
  // Saving renders the page again, by the cookie that the other tab has set.
  await page.getByRole("textbox", { name: "Name" }).fill("First room");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect.poll(async () => (await workspace(page)).id).toBe(firstId);
  await page.getByRole("textbox", { name: "Name" }).fill("The first room");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect.poll(async () => (await workspace(page)).name).toBe("The first room");
  await expect(other.getByText("Left behind")).toHaveCount(0);
  await other.close();

  await page.keyboard.press("Control+k");
  await page.keyboard.type("annex");
  await page.getByRole("option", { name: "Switch to Annex" }).click();
  await expect(page).toHaveURL("/");
  await expect(page.getByText("Left behind")).toHaveCount(0);
  await page.goto(`/p/${id}/runs`);
  await expect(page).toHaveURL(`/p/${id}/runs`);
  await expect(page.getByRole("link", { name: "Left behind" }).first()).toBeVisible();
  expect(await workspace(page)).toEqual({ id: firstId, name: "The first room" });

  await page.keyboard.press("Control+k");
  await page.keyboard.type("annex");
  await page.getByRole("option", { name: "Switch to Annex" }).click();
  await expect(page).toHaveURL("/");
  await deleteWorkspace(page, "Annex");
  await expect(page.getByRole("link", { name: "Left behind" }).first()).toBeVisible();
  await page.getByRole("button", { name: "Account" }).click();
  await expect(page.getByRole("menuitem", { name: "Settings" })).toBeVisible();
  await expect(page.getByRole("menuitemradio", { name: "Annex" })).toHaveCount(0);
});

/** The link of a new invitation; the members' tab is open. */
async function invite(page: Page, role: string): Promise<string> {
  await page.getByRole("button", { name: "Invite", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: role }).click();
  await dialog.getByRole("button", { name: "Create link" }).click();
  const url = await dialog.getByRole("textbox", { name: "Invitation link" }).inputValue();
  await page.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  return url;
}

async function newWorkspace(page: Page, name: string): Promise<void> {
  await page.goto("/settings");
  await page.getByRole("button", { name: "New workspace" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill(name);
  await dialog.getByRole("button", { name: "Create and switch" }).click();
  await expect(page).toHaveURL("/");
}

async function deleteWorkspace(page: Page, name: string): Promise<void> {
  await page.goto("/settings");
  await page.getByRole("button", { name: `Delete “${name}”` }).click();
  const dialog = page.getByRole("dialog");
  const confirm = dialog.getByRole("button", { name: "Delete workspace" });
  await expect(confirm).toBeDisabled();
  await dialog.getByRole("textbox", { name: `Type “${name}” to confirm` }).fill(name);
  await confirm.click();
  await expect(page).toHaveURL("/");
}

/** What the next page is of. */
async function workspace(page: Page): Promise<{ id: string; name: string }> {
  const answer = await page.request.get("/api/trpc/workspace.current");
  const { id, name } = (await answer.json()).result.data;
  return { id, name };
}
