import { expect, type Page, test } from "@playwright/test";
import { testApp } from "../../../helpers/app.ts";
import { codeOf } from "../../../helpers/sign-in/authenticator.ts";

test.use({ storageState: { cookies: [], origins: [] } });

const password = "a long enough one";
const email = "owner@example.com";

test("whom the workspace asks sets an app up before anything else", async ({ page }) => {
  await using app = await testApp();
  await page.goto(app.signInLink);
  await page.goto(`${app.url}/settings?tab=account`);
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("Repeat new password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByLabel("Current password")).toBeVisible();
  await page.goto(`${app.url}/settings?tab=members`);
  await page.getByRole("switch", { name: "Require two-factor authentication" }).click();
  await expect(page.getByRole("heading", { name: "Set up two-factor authentication" })).toBeVisible();
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Set up an app" }).click();
  const key = ((await page.getByTestId("totp-key").textContent()) ?? "").replaceAll(" ", "");
  await page.getByLabel("Code").fill(codeOf(key));
  await page.getByRole("button", { name: "Turn on" }).click();
  await page.getByRole("button", { name: "I have kept them" }).click();
  // Back to the page that asked for it.
  await expect(page).toHaveURL(`${app.url}/settings?tab=members`);
  await expect(page.getByRole("switch", { name: "Require two-factor authentication" })).toBeChecked();
});

test("an authenticator app is set up, asked for at the next sign-in, and turned off with its help", async ({
  page,
}) => {
  await using app = await testApp();
  await page.goto(app.signInLink);
  await page.goto(`${app.url}/settings?tab=account`);
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("Repeat new password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByLabel("Current password")).toBeVisible();

  await page.getByLabel("Your password").fill("not the right one");
  await page.getByRole("button", { name: "Set up an app" }).click();
  await expect(page.getByText("The password is wrong.")).toBeVisible();
  await page.getByLabel("Your password").fill(password);
  await page.getByRole("button", { name: "Set up an app" }).click();
  await expect(page.getByRole("img", { name: "Key to scan with the app" })).toBeVisible();
  const key = ((await page.getByTestId("totp-key").textContent()) ?? "").replaceAll(" ", "");
  await page.getByLabel("Code").fill(codeOf(key));
  await page.getByRole("button", { name: "Turn on" }).click();
  const shown = page.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(shown).toHaveCount(10);
  const recovery = await shown.allTextContents();
  await page.getByRole("button", { name: "I have kept them" }).click();
  await expect(page.getByText("It is on.")).toBeVisible();

  const signIn = async () => {
    await page.getByRole("button", { name: "Account" }).click();
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
    await page.getByRole("textbox", { name: "Email" }).fill(email);
    await page.getByLabel("Password").fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn();
  await page.getByLabel("Code").fill(codeOf(key, 1));
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(page)).toBeVisible();

  await signIn();
  await page.getByRole("button", { name: "Use a recovery code" }).click();
  await page.getByLabel("Recovery code").fill(recovery[0] ?? "");
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(heading(page)).toBeVisible();

  await page.goto(`${app.url}/settings?tab=account`);
  await page.getByLabel("Your password").fill(password);
  await page.getByLabel("Code").fill(recovery[1] ?? "");
  await page.getByRole("button", { name: "Turn off" }).click();
  await expect(page.getByText("Two-factor authentication is off.").first()).toBeVisible();
  await expect(page.getByRole("button", { name: "Set up an app" })).toBeVisible();
});

const heading = (page: Page) => page.getByRole("heading", { name: "Pipelines" });
