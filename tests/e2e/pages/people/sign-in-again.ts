import { expect, type Page } from "@playwright/test";

/**
 * Signs in on the sign-in page, as often as it takes: all stories come from one address, which is told to wait a minute when
 * it has signed in ten times.
 */
export async function signInAgain(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByRole("textbox", { name: "Email" }).fill(email);
  await page.getByLabel("Password").fill(password);
  const button = page.getByRole("button", { name: "Sign in", exact: true });
  await expect(async () => {
    if (await button.isVisible()) await button.click();
    await expect(button).toBeHidden({ timeout: 5000 });
  }).toPass({ intervals: [1000, 5000] });
}
