import { testApp } from "../../helpers/app.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, greeting, hasAllParts } from "../canvas/canvas-page.ts";

// A Patchbay of its own: the one that all stories share must not go away.

test("edits made while the server is away arrive when it is back, and so does what others did", async ({
  browser,
  allowConsoleError,
}) => {
  allowConsoleError(/ERR_CONNECTION_REFUSED|ERR_EMPTY_RESPONSE|ERR_CONNECTION_RESET|ERR_INCOMPLETE_CHUNKED|50[0-9]/);
  await using app = await testApp();
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(app.signInLink);
  await page.waitForURL(`${app.url}/`);
  const send = async (path: string, method: string, body: object) => {
    const headers = { authorization: `Bearer ${app.apiKey}`, "content-type": "application/json" };
    const answer = await fetch(`${app.url}/api/v1${path}`, { method, headers, body: JSON.stringify(body) });
    return await answer.json();
  };
  const { id } = await send("/pipelines", "POST", { name: "Away", graph: greeting });
  const other = await context.newPage();
  for (const tab of [page, other]) {
    await tab.goto(`${app.url}/p/${id}`);
    await expect(tab.locator(".pb-canvas[data-ready]")).toBeVisible();
  }
  await expect(page.getByRole("list", { name: "Also open in" })).toBeVisible();

  await hasAllParts(page);
  await app.stopWeb();
  await card(page, "Prompt").getByRole("button", { name: "Prompt", exact: true }).click();
  await page.keyboard.press("F2");
  await page.keyboard.type("Written offline");
  await page.keyboard.press("Enter");
  await expect(page.getByText("Offline — will retry")).toBeVisible();
  await app.startWeb();
  await expect(page.getByText("Saved", { exact: true })).toBeVisible();
  // The other tab has done nothing: its connection comes back by itself and brings the change.
  await expect(card(other, "Written offline")).toBeVisible();
  await expect(page.getByRole("list", { name: "Also open in" })).toBeVisible();
  await context.close();
});
