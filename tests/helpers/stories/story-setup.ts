import { mkdir } from "node:fs/promises";
import { chromium, type FullConfig } from "@playwright/test";
import { testApp } from "../app.ts";
import { patienceMs } from "../patience.ts";
import { signedIn } from "./story-paths.ts";

/** Before all stories: one Patchbay with the examples, and an owner who is signed in. */
export default async function setUp(config: FullConfig): Promise<() => Promise<void>> {
  // Behind one proxy, so that each story can come from an address of its own (story.ts).
  const app = await testApp({ isSeeded: true, env: { TRUST_PROXY: "1", PATCHBAY_DRAIN_SECONDS: "0" } });
  try {
    await mkdir("test-results", { recursive: true });
    const browser = await chromium.launch(config.projects[0]?.use.launchOptions);
    const context = await browser.newContext();
    context.setDefaultTimeout(patienceMs);
    const page = await context.newPage();
    await page.goto(app.signInLink);
    await page.waitForURL(`${app.url}/`);
    await context.storageState({ path: signedIn });
    await browser.close();
  } catch (error) {
    await app[Symbol.asyncDispose]();
    throw error;
  }
  process.env.STORY_URL = app.url;
  process.env.STORY_API_KEY = app.apiKey;
  process.env.STORY_DATABASE_URL = app.db.url;
  return async () => {
    await app[Symbol.asyncDispose]();
  };
}
