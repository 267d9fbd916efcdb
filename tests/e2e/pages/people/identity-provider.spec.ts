/** Signing in with an identity provider, in a browser: npm oidc-provider with its own pages on the other side. */
import { spawn } from "node:child_process";
import { expect, test } from "@playwright/test";
import { freePort } from "../../../../scripts/services/free-port.ts";
import { type TestApp, testApp } from "../../../helpers/app.ts";
import { oidcPeer } from "../../../helpers/peers/oidc-peer.ts";

test.use({ storageState: { cookies: [], origins: [] } });

test("a newcomer comes in by the provider and out again, and a sentence says when it is away", async ({ page }) => {
  const port = await freePort();
  await using peer = await oidcPeer({ url: `http://127.0.0.1:${port}` });
  await using app = await testApp({
    port,
    env: {
      PATCHBAY_OIDC_ISSUER: peer.issuer,
      PATCHBAY_OIDC_CLIENT_ID: peer.clientId,
      PATCHBAY_OIDC_CLIENT_SECRET: peer.clientSecret,
      PATCHBAY_OIDC_NAME: "Example ID",
      PATCHBAY_OIDC_NEWCOMERS: "editor",
    },
  });
  peer.people.set("ada", { email: "ada@example.com", email_verified: true, name: "Ada Lovelace" });
  peer.people.set("eve", { email: "eve@example.com", name: "Eve" });

  await test.step("the button leads to the provider, and back to the page that was asked for", async () => {
    await page.goto(`${app.url}/collections`);
    await expect(page.getByLabel("Password")).toBeVisible();
    await page.getByRole("button", { name: "Continue with Example ID" }).click();
    await page.getByPlaceholder("Enter any login").fill("ada");
    await page.getByPlaceholder("and password").fill("any");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await page.waitForURL(`${app.url}/**`);
    await page.getByRole("button", { name: "Account" }).click();
    await expect(page.getByText("ada@example.com")).toBeVisible();
  });

  await test.step("signing out signs out there too", async () => {
    await page.getByRole("menuitem", { name: "Sign out" }).click();
    await page.waitForURL(`${peer.issuer}/**`);
    await page.getByRole("button", { name: "Yes, sign me out" }).click();
    await expect(page.getByRole("heading", { name: "Sign in to Patchbay" })).toBeVisible();
    await page.goto(app.url);
    await expect(page).toHaveURL(/\/sign-in/);
  });

  await test.step("who is refused reads why", async () => {
    await page.getByRole("button", { name: "Continue with Example ID" }).click();
    await page.getByPlaceholder("Enter any login").fill("eve");
    await page.getByPlaceholder("and password").fill("any");
    await page.getByRole("button", { name: "Sign-in" }).click();
    await page.getByRole("button", { name: "Continue" }).click();
    await expect(page.getByText("Your email address is not verified at Example ID.")).toBeVisible();
  });

  expect(await signInCheck(app)).toMatchObject({ status: "ok", detail: "password and Example ID, which answers" });
  await peer.stop();
  await app.stopWeb();
  await app.startWeb();
  await page.goto(`${app.url}/sign-in`);
  await expect(page.getByText("Example ID does not answer at the moment.")).toBeVisible();
  await page.getByRole("button", { name: "Continue with Example ID" }).click();
  await expect(page.getByText("Sign in another way, or try again later.")).toBeVisible();
  expect(await signInCheck(app)).toMatchObject({ status: "failed" });
  await peer.start();
});

/** What npm run verify says about signing in. */
async function signInCheck(app: TestApp): Promise<unknown> {
  const env = { ...process.env, PATCHBAY_URL: app.url, PATCHBAY_API_KEY: app.apiKey };
  const child = spawn(process.execPath, ["scripts/verify.mjs", "--json", "--no-browser", "--no-model"], { env });
  let out = "";
  child.stdout.on("data", (chunk) => {
    out += chunk;
  });
  await new Promise((resolve) => child.once("close", resolve));
  const { checks }: { checks: { name: string }[] } = JSON.parse(out);
  return checks.find(({ name }) => name === "sign-in");
}
