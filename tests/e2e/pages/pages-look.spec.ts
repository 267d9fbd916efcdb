import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "../../helpers/stories/story.ts";
import { greeting, makePipeline, runPipeline } from "./pages-pipelines.ts";

type Api = Parameters<typeof makePipeline>[0];

/** Every page of the app but the canvas, filled. */
async function allPages(api: Api): Promise<string[]> {
  const id = await makePipeline(api, "A pipeline with a name so long that it can only be shown in part", greeting);
  const run = await runPipeline(api, id, { name: "Grace" });
  const [collection] = await (await api("/collections")).json();
  const settings = ["", "?tab=members", "?tab=models", "?tab=keys", "?tab=quotas", "?tab=workers"].map(
    (tab) => `/settings${tab}`,
  );
  const docs = ["/docs", "/docs/concepts", "/docs/rest", "/docs/nodes", "/docs/nodes/map", "/docs/architecture"];
  return [
    "/",
    "/runs",
    `/p/${id}/runs`,
    `/runs/${run}`,
    "/collections",
    `/collections/${collection.id}`,
    ...settings,
    ...docs,
  ];
}

async function seriousFaults(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  return serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
}

for (const colorScheme of ["dark", "light"] as const) {
  test(`no page has a serious accessibility fault, ${colorScheme}`, async ({ page, api }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const path of await allPages(api)) {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
      expect(await seriousFaults(page), path).toEqual([]);
    }
  });
}

test("no page is wider than a phone", async ({ page, api }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const path of await allPages(api)) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    const spare = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(spare, path).toBeLessThanOrEqual(0);
  }
});

test("the keyboard alone reaches the content and the menus", async ({ page }) => {
  await page.goto("/");
  await page.keyboard.press("Tab");
  await expect(page.getByRole("link", { name: "Skip to content" })).toBeFocused();
  await page.getByRole("button", { name: /^Actions for Ask the handbook/ }).focus();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("menu")).toBeVisible();
  // A pointer that Chromium takes for moved meanwhile leaves the focus on the menu itself.
  await page.keyboard.press("Home");
  await expect(page.getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("menuitem").nth(1)).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("button", { name: /^Actions for Ask the handbook/ })).toBeFocused();
});

test("on a phone the tab that an address names is in view", async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto("/settings?tab=account");
  await expect(page.getByRole("tab", { name: "Account" })).toBeInViewport({ ratio: 0.9 });
});

test("a share link that is dead says so, and sends no one to pipelines they do not have", async ({
  page,
  allowConsoleError,
}) => {
  allowConsoleError(/404/);
  for (const token of ["share_revoked", "s".repeat(300)]) {
    const answer = await page.goto(`/s/${token}`);
    expect(answer?.status(), token).toBe(404);
    await expect(page.getByRole("heading", { name: "This link does not work" }), token).toBeVisible();
    await expect(page.getByRole("link")).toHaveCount(0);
  }
});
