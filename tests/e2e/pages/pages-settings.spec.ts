import { expect, test } from "../../helpers/stories/story.ts";

test("the workspace is renamed and its default model chosen", async ({ page }) => {
  await page.goto("/settings");
  const name = page.getByRole("textbox", { name: "Name" });
  const save = page.getByRole("button", { name: "Save changes" });
  await expect(save, "nothing was changed").toBeDisabled();
  await name.fill("The patch room");
  await page.getByRole("combobox", { name: "Default model" }).click();
  await page.getByRole("option", { name: /Extractive answerer/ }).click();
  await save.click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
  await expect(save, "nothing is left to save").toBeDisabled();
  await page.reload();
  await expect(name).toHaveValue("The patch room");
  await page.getByRole("combobox", { name: "Default model" }).click();
  await page.getByRole("option", { name: /SmolLM2/ }).click();
  await save.click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
});

test("an API key is shown once, works, and stops working when it is revoked", async ({ page, request }) => {
  await page.goto("/settings?tab=keys");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("textbox", { name: "Name" }).fill("nightly");
  await page.getByRole("button", { name: "Create key" }).click();
  const key = await page.getByRole("textbox", { name: "API key" }).inputValue();
  await page.getByRole("button", { name: "Copy API key" }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(key);
  const ask = () => request.get("/api/v1/pipelines", { headers: { authorization: `Bearer ${key}` } });
  expect((await ask()).status()).toBe(200);
  await page.getByRole("button", { name: "I have copied it" }).click();
  await page.reload();
  expect(await page.content()).not.toContain(key);
  await page
    .getByRole("row", { name: /nightly/ })
    .getByRole("button", { name: "Revoke" })
    .click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Revoke" }).click();
  await expect(page.getByRole("row", { name: /nightly/ })).toHaveCount(0);
  expect((await ask()).status()).toBe(401);
});

test("what a key may do is chosen by lines that keep inside the dialog", async ({ page }) => {
  await page.goto("/settings?tab=keys");
  await page.getByRole("button", { name: "New key" }).click();
  await page.getByRole("combobox", { name: "May do" }).click();
  await page.getByRole("option", { name: "Chosen scopes…" }).click();
  const dialog = page.getByRole("dialog");
  const scopes = dialog.getByRole("group", { name: "Scopes" });
  await expect(scopes.getByText("quotas.manage")).toBeVisible();
  const spare = await dialog.evaluate((element) => {
    const boxes = [...element.querySelectorAll("label, code")].map((each) => each.getBoundingClientRect().right);
    return element.getBoundingClientRect().right - Math.max(...boxes);
  });
  expect(spare).toBeGreaterThan(0);
});

test("a credential that does not work says so before it is stored, is edited, and never shows its key", async ({
  page,
}) => {
  await page.goto("/settings?tab=models");
  await page.getByRole("button", { name: "Add credential" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Nowhere");
  await dialog.getByRole("textbox", { name: "Base URL" }).fill("http://127.0.0.1:9/v1");
  await dialog.getByLabel("Key", { exact: true }).fill("sk-secret-of-a-test");
  await dialog.getByRole("button", { name: "Test" }).click();
  await expect(dialog.getByRole("alert")).toContainText("127.0.0.1");
  await dialog.getByRole("textbox", { name: "Base URL" }).fill("http://127.0.0.1:9/api");
  await expect(dialog.getByRole("alert"), "it was about another address").toHaveCount(0);
  await dialog.getByRole("button", { name: "Add credential" }).click();
  await expect(dialog.getByRole("alert")).toContainText("PATCHBAY_PRIVATE_HOSTS");
  await dialog.getByRole("button", { name: "Add anyway" }).click();

  const row = page.getByRole("row", { name: /Nowhere/ });
  await expect(row).toContainText("Failed");
  await expect(row).toContainText("Added by");
  await expect(row.getByText("Nothing yet")).toBeVisible();
  await row.getByRole("button", { name: "Edit Nowhere" }).click();
  await expect(dialog.getByRole("textbox", { name: "Base URL" })).toHaveValue("http://127.0.0.1:9/api");
  await expect(dialog.getByLabel("New key")).toHaveValue("");
  await dialog.getByRole("textbox", { name: "Name" }).fill("Somewhere");
  await dialog.getByRole("button", { name: "Save changes" }).click();
  const renamed = page.getByRole("row", { name: /Somewhere/ });
  await expect(renamed).toContainText("Failed");
  await renamed.getByRole("button", { name: "Test" }).click();
  await expect(renamed).toContainText(/Failed\s*just now/);
  await page.reload();
  expect(await page.content()).not.toContain("sk-secret-of-a-test");
  await renamed.getByRole("button", { name: "Delete Somewhere" }).click();
  await expect(page.getByRole("alertdialog")).toContainText("Nothing uses it now.");
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(renamed).toHaveCount(0);
});

test("a price is entered, changed and deleted", async ({ page }) => {
  await page.goto("/settings?tab=models");
  const prices = page.getByRole("region", { name: "Prices" });
  await prices.getByRole("button", { name: "Add price" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("combobox", { name: "Model" }).fill("deployment-7");
  await dialog.getByRole("spinbutton", { name: "Input", exact: true }).fill("0.15");
  await dialog.getByRole("spinbutton", { name: "Output" }).fill("0.6");
  await dialog.getByRole("button", { name: "Save price" }).click();
  const row = prices.getByRole("row", { name: /deployment-7/ });
  await expect(row).toContainText("$0.15as input$0.6");
  await row.getByRole("button", { name: "Edit the price of deployment-7" }).click();
  await dialog.getByRole("spinbutton", { name: "Cached input" }).fill("0.02");
  await dialog.getByRole("button", { name: "Save price" }).click();
  await expect(row).toContainText("$0.15$0.02$0.6");
  await row.getByRole("button", { name: "Delete the price of deployment-7" }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Delete" }).click();
  await expect(row).toHaveCount(0);
});

test("an invited person makes an account, looks around, signs out and in again", async ({ page, browser, baseURL }) => {
  await page.goto("/settings?tab=members");
  await page.getByRole("button", { name: "Invite" }).click();
  await page.getByRole("combobox", { name: "Role" }).click();
  await page.getByRole("option", { name: "Viewer" }).click();
  await page.getByRole("button", { name: "Create link" }).click();
  const link = await page.getByRole("textbox", { name: "Invitation link" }).inputValue();

  const context = await browser.newContext({
    ...(baseURL ? { baseURL } : {}),
    storageState: { cookies: [], origins: [] },
  });
  const guest = await context.newPage();
  await guest.goto(link);
  await guest.getByRole("textbox", { name: "Name" }).fill("Grace Hopper");
  await guest.getByRole("textbox", { name: "Email" }).fill("grace@example.com");
  await guest.getByLabel("Password").fill("a long enough one");
  await guest.getByRole("button", { name: "Join" }).click();
  await expect(guest.getByRole("heading", { name: "Pipelines", exact: true })).toBeVisible();
  await guest.goto("/settings");
  await expect(guest.getByText("Only an owner of the workspace can change these.")).toBeVisible();

  await guest.getByRole("button", { name: "Account" }).click();
  await guest.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(guest.getByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
  await expect(guest.getByText("npm start")).toBeVisible();
  await guest.getByRole("textbox", { name: "Email" }).fill("grace@example.com");
  await guest.getByLabel("Password").fill("not the right one");
  await guest.getByRole("button", { name: "Sign in" }).click();
  await expect(guest.getByText("is not correct")).toBeVisible();
  await guest.getByLabel("Password").fill("a long enough one");
  await guest.getByRole("button", { name: "Sign in" }).click();
  await expect(guest.getByRole("heading", { name: "Pipelines", exact: true })).toBeVisible();
  await guest.goto(link);
  await expect(guest.getByRole("heading", { name: "This invitation does not work" })).toBeVisible();
  await context.close();
});

test("the settings show who works and what waits", async ({ page }) => {
  await page.goto("/settings?tab=workers");
  const workers = page.getByRole("region", { name: "Workers" });
  await expect(workers.getByRole("row", { name: /Alive/ }).first()).toBeVisible();
  await expect(page.getByRole("row", { name: /This workspace/ })).toBeVisible();
  await expect(page.getByText(/Messages are sent over (Postgres|Kafka); the last round trip took/)).toBeVisible();
});
