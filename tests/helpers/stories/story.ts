import { randomInt } from "node:crypto";
import { test as base, expect } from "@playwright/test";

// `test` of the stories in tests/e2e: `page` belongs to the signed-in owner of a Patchbay with the examples. Whatever a
// page writes to its console as an error fails the story, unless the story allowed it.

type Fixtures = {
  /** Allows an error on the console that the story provokes on purpose. */
  allowConsoleError: (pattern: RegExp) => void;
  consoleErrors: { allowed: RegExp[]; seen: string[] };
  /** The REST API with the owner's key. */
  api: (path: string, init?: RequestInit) => Promise<Response>;
};

export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs: nothing.
  consoleErrors: async ({}, use) => {
    const errors: Fixtures["consoleErrors"] = { allowed: [], seen: [] };
    await use(errors);
    const stray = errors.seen.filter((line) => !errors.allowed.some((pattern) => pattern.test(line)));
    expect(stray, "errors on the page's console").toEqual([]);
  },
  // How often one may sign in is counted by address: each story has its own, with all who come in it.
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs: nothing.
  extraHTTPHeaders: async ({}, use) => {
    await use({ "x-forwarded-for": `10.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}` });
  },
  allowConsoleError: async ({ consoleErrors }, use) => {
    await use((pattern) => void consoleErrors.allowed.push(pattern));
  },
  context: async ({ context, consoleErrors }, use) => {
    context.on("console", (message) => {
      if (message.type() === "error") consoleErrors.seen.push(`${message.text()} (${message.location().url})`);
    });
    context.on("weberror", (error) => void consoleErrors.seen.push(String(error.error())));
    await use(context);
  },
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads from the pattern what a fixture needs: nothing.
  api: async ({}, use) => {
    await use((path, init = {}) => {
      const headers = new Headers(init.headers);
      headers.set("authorization", `Bearer ${process.env.STORY_API_KEY}`);
      if (init.body) headers.set("content-type", "application/json");
      return fetch(`${process.env.STORY_URL}/api/v1${path}`, { ...init, headers });
    });
  },
});

export { expect };
