import type { Page } from "@playwright/test";
import { expect, test } from "../../../helpers/stories/story.ts";

/** The addresses of the scripts that the page asks for, as it asks. */
function scriptsOf(page: Page): readonly string[] {
  const urls: string[] = [];
  page.on("request", (request) => {
    if (request.resourceType() === "script") urls.push(request.url());
  });
  return urls;
}

test("the architecture is drawn, and a link to a file is shown as its path", async ({ page }) => {
  await page.goto("/docs");
  await page.getByRole("link", { name: "Architecture" }).first().click();
  await expect(page.getByRole("heading", { name: "Architecture", level: 1 })).toBeVisible();
  const run = page.getByRole("region", { name: "The states of a run" });
  await expect(run.locator("svg").getByText("queued")).toBeVisible();
  await expect(
    page.getByRole("region", { name: "From the request to the token on the canvas" }).locator("svg"),
  ).toBeVisible();
  await expect(page.locator(".pb-diagram svg")).toHaveCount(await page.locator(".pb-diagram").count());
  const file = page.getByText("engine/queue/claim/lease.ts").first();
  await expect(file).toBeVisible();
  await expect(page.getByRole("link", { name: "engine/queue/claim/lease.ts" })).toHaveCount(0);
});

test("a diagram follows the theme that is chosen while it is shown", async ({ page }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/docs/architecture");
  const name = page.getByRole("region", { name: "The states of a run" }).locator("svg").getByText("queued");
  await expect(name).toHaveCSS("fill", "rgb(23, 24, 26)");
  await page.emulateMedia({ colorScheme: "dark" });
  await expect(name).toHaveCSS("fill", "rgb(236, 237, 238)");
});

test("what draws diagrams is loaded by the page that has some, and by no other", async ({ page }) => {
  const urls = scriptsOf(page);
  for (const path of ["/", "/docs", "/docs/concepts", "/runs"]) {
    await page.goto(path);
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await page.waitForLoadState("networkidle");
  }
  expect(urls.length).toBeGreaterThan(0);
  expect(urls.filter((url) => url.includes("mermaid"))).toEqual([]);
  await page.goto("/docs/architecture");
  await expect(page.locator(".pb-diagram svg").first()).toBeVisible();
  expect(urls.filter((url) => url.includes("mermaid"))).toHaveLength(1);
});
