import { expect, test } from "../../../helpers/stories/story.ts";
import { signInWith } from "./sign-in-with.ts";

test("the owner sets a password, signs out and signs in with it", async ({
  page,
  browser,
  baseURL,
  allowConsoleError,
}) => {
  const password = "a long enough one";
  await page.goto("/settings?tab=account");
  await page.getByRole("textbox", { name: "Email" }).fill("owner@example.com");
  await page.getByRole("button", { name: "Save changes" }).click();
  await expect(page.getByText("Saved.").first()).toBeVisible();
  await page.getByLabel("New password", { exact: true }).fill(password);
  await page.getByLabel("Repeat new password").fill("something else");
  await expect(page.getByText("The passwords do not match. Type the same one twice.")).toBeVisible();
  await expect(page.getByRole("button", { name: "Set password" })).toBeDisabled();
  await page.getByLabel("Repeat new password").fill(password);
  await page.getByRole("button", { name: "Set password" }).click();
  await expect(page.getByText("Password set.").first()).toBeVisible();
  await expect(page.getByLabel("Current password")).toBeVisible();

  // Signing out ends a session for good, and the other stories need the one of `page`.
  const signedOut = { cookies: [], origins: [] };
  const context = await browser.newContext({ ...(baseURL ? { baseURL } : {}), storageState: signedOut });
  const other = await context.newPage();
  const signIn = async () => {
    await signInWith(other, { email: "owner@example.com", password });
    await expect(other.getByRole("heading", { name: "Pipelines" })).toBeVisible();
  };
  await other.goto("/sign-in");
  await signIn();
  await other.getByRole("button", { name: "Account" }).click();
  await expect(other.getByText("owner@example.com")).toBeVisible();
  await other.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(other.getByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
  await signIn();

  allowConsoleError(/400 .*account\.setPassword/);
  await page.getByLabel("Current password").fill("not the right one");
  await page.getByLabel("New password", { exact: true }).fill("another long one");
  await page.getByLabel("Repeat new password").fill("another long one");
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("The current password is wrong.")).toBeVisible();
  await page.getByLabel("Current password").fill(password);
  await page.getByRole("button", { name: "Change password" }).click();
  await expect(page.getByText("Password changed.").first()).toBeVisible();
  await other.goto("/");
  await expect(other).toHaveURL(/\/sign-in/);
  await context.close();
});
