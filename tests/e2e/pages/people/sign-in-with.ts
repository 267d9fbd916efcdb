import { expect, type Page } from "@playwright/test";

/** Fills in the sign-in page, and waits until it is gone. */
export async function signInWith(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password").fill(password);
  const button = page.getByRole("button", { name: "Sign in", exact: true });
  await button.click();
  await expect(button).toBeHidden();
}
