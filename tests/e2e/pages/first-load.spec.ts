import type { Page } from "@playwright/test";
import { Graph } from "../../../lib/graph/graph.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, empty, greeting, openPipeline } from "../canvas/canvas-page.ts";
import { makePipeline } from "./pages-pipelines.ts";

// How much script a page fetches before it is idle, as it goes over the network: compressed, with the headers. What is fetched
// later, when the page is idle or when it is asked for, is not counted: here no page is ever idle.

const limit = 300_000;

test.beforeEach(async ({ context }) => {
  await context.addInitScript(() => {
    window.requestIdleCallback = () => 0;
  });
});

test("the editor fetches at most 300 kB of script, with a pipeline and without one", async ({ page, api }) => {
  const scripts = await countScripts(page);
  for (const graph of [greeting, empty]) {
    scripts.clear();
    await openPipeline(page, api, graph);
    await page.waitForLoadState("networkidle");
    expect(scripts.encodings()).toEqual(["br"]);
    expect(scripts.bytes(), scripts.list()).toBeLessThanOrEqual(limit);
  }
});

test("a share link fetches no more", async ({ page, api }) => {
  const pipelineId = await makePipeline(api, "Shared greeting", Graph.parse(greeting));
  await api(`/pipelines/${pipelineId}/versions`, { method: "POST", body: "{}" });
  const made = await page.request.post("/api/trpc/share.create", {
    data: { pipelineId, versionNumber: 1, canRun: true },
    headers: { origin: process.env.STORY_URL ?? "" },
  });
  const { result } = await made.json();
  const scripts = await countScripts(page);
  await page.goto(result.data.url);
  await expect(page.getByRole("complementary", { name: "Run" })).toBeVisible();
  await page.waitForLoadState("networkidle");
  expect(scripts.bytes(), scripts.list()).toBeLessThanOrEqual(limit);
});

test("the pages around it and the docs fetch no more", async ({ page, api }) => {
  const scripts = await countScripts(page);
  const [example] = await (await api("/pipelines")).json();
  const pages = [
    "/",
    "/runs",
    "/collections",
    "/settings",
    "/docs",
    "/docs/nodes",
    "/docs/api",
    `/p/${example.id}/runs`,
  ];
  for (const path of pages) {
    scripts.clear();
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    await page.waitForLoadState("networkidle");
    expect(scripts.bytes(), `${path}: ${scripts.list()}`).toBeLessThanOrEqual(limit);
  }
});

test("a part that cannot be fetched says so, and comes when it is tried again", async ({
  page,
  api,
  allowConsoleError,
}) => {
  allowConsoleError(/ERR_FAILED/);
  await openPipeline(page, api, greeting);
  await page.waitForLoadState("networkidle");
  // Left in place: a request that is under way while a route is taken out may get no answer.
  let isAway = true;
  await page.route("**/_next/static/**", (route) => (isAway ? route.abort() : route.continue()));
  await page.getByRole("button", { name: "Publish", exact: true }).click();
  const alert = page.getByRole("alert").filter({ hasText: "could not be loaded" });
  await expect(alert).toContainText("Check the connection.");
  isAway = false;
  await alert.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("dialog", { name: "Publish version 1" })).toBeVisible();
  await expect(alert).toHaveCount(0);
});

test("what is typed before a part is there goes to that part", async ({ page, api }) => {
  await openPipeline(page, api, empty);
  const { promise: typed, resolve } = Promise.withResolvers<void>();
  await page.route("**/_next/static/**", async (route) => {
    await typed;
    await route.continue();
  });
  await page.locator(".pb-canvas").focus();
  await page.keyboard.press("Tab");
  await page.keyboard.type("promx");
  await page.keyboard.press("Backspace");
  await page.keyboard.press("Enter");
  resolve();
  await expect(card(page, "Prompt")).toBeVisible();
});

/** The scripts that a page fetches from now on, counted by the browser. */
async function countScripts(page: Page) {
  const session = await page.context().newCDPSession(page);
  const scripts = new Map<string, { url: string; encoding: string; bytes: number }>();
  session.on("Network.responseReceived", ({ requestId, type, response: { url, headers } }) => {
    if (type !== "Script") return;
    scripts.set(requestId, { url, encoding: headers["content-encoding"] ?? "none", bytes: 0 });
  });
  session.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const script = scripts.get(requestId);
    if (script) script.bytes = encodedDataLength;
  });
  await session.send("Network.enable");
  await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  const all = () => [...scripts.values()];
  return {
    clear: () => scripts.clear(),
    bytes: () => all().reduce((sum, { bytes }) => sum + bytes, 0),
    encodings: () => [...new Set(all().map(({ encoding }) => encoding))],
    list: () =>
      all()
        .map(({ url, bytes }) => `${url.split("/").at(-1)} ${bytes}`)
        .join(", "),
  };
}
