import { expect, type Page, test } from "@playwright/test";
import { freePort } from "../../../scripts/services/free-port.ts";
import { testApp } from "../../helpers/app.ts";

test.use({ storageState: { cookies: [], origins: [] } });

/** A device of Chromium's own that keeps passkeys and always recognises its owner. */
async function giveDevice(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("WebAuthn.enable");
  await devtools.send("WebAuthn.addVirtualAuthenticator", {
    options: {
      protocol: "ctap2",
      transport: "internal",
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  });
}

test("a passkey is added, signs in, and is refused after its removal", async ({ page }) => {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  await using app = await testApp({ port, env: { PATCHBAY_URL: url } });
  await giveDevice(page);
  await page.goto(app.signInLink.replace("127.0.0.1", "localhost"));
  await page.goto(`${url}/settings?tab=account`);
  await page.getByRole("button", { name: "Add a passkey" }).click();
  // It is named by the browser and the system it is made in, and can be renamed at once or later.
  await expect(page.getByRole("dialog").getByLabel("Name", { exact: true })).toHaveValue("Chrome on Linux");
  await page.getByRole("button", { name: "Continue" }).click();
  const row = page.getByRole("row").filter({ hasText: "Chrome on Linux" });
  await expect(row).toContainText("Not yet");

  await row.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill("Work laptop");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  await expect(page.getByRole("cell", { name: "Work laptop" })).toBeVisible();

  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByRole("heading", { name: "Pipelines" })).toBeVisible();

  await page.goto(`${url}/settings?tab=account`);
  await page.getByRole("button", { name: "Remove", exact: true }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(page.getByRole("cell", { name: "Work laptop" })).toBeHidden();
  await signOut(page);
  await page.getByRole("button", { name: "Sign in with a passkey" }).click();
  await expect(page.getByText("does not belong to an account here")).toBeVisible();
});

test("an address that cannot have passkeys says so, and another address than the public one leads there", async ({
  page,
}) => {
  const port = await freePort();
  await using app = await testApp({ port });
  await page.goto(app.signInLink);
  await page.goto(`${app.url}/settings?tab=account`);
  await expect(page.getByText("its public address is an IP address")).toBeVisible();
  await expect(page.getByRole("button", { name: "Add a passkey" })).toBeHidden();

  const other = await freePort();
  await using moved = await testApp({ port: other, env: { PATCHBAY_URL: `http://localhost:${other}` } });
  await page.goto(moved.signInLink.replace("localhost", "127.0.0.1"));
  await page.goto(`http://127.0.0.1:${other}/settings?tab=account`);
  await expect(page.getByText(`Passkeys work only at http://localhost:${other}`)).toBeVisible();
});

async function signOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: "Account" }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
}
