import { testApp } from "../../helpers/app.ts";
import { statelessMcpPeer } from "../../helpers/peers/mcp-peer.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { card } from "../canvas/canvas-page.ts";

/** A tool that is not chosen yet → output. */
const graph = {
  nodes: { tool: { type: "mcp-tool", version: 1, title: "Shop", config: {} } },
  edges: [],
  layout: { positions: { tool: { x: 0, y: 0 } }, groups: {}, notes: {} },
};

// A Patchbay of its own, which may ask the server of this story.
test("a tool of an MCP server is read and picked, and has ports and form fields", async ({ browser }) => {
  await using peer = await statelessMcpPeer();
  await using app = await testApp({ env: { PATCHBAY_PRIVATE_HOSTS: peer.host } });
  await using context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const page = await context.newPage();
  await page.goto(app.signInLink);
  await page.waitForURL(`${app.url}/`);
  const saved = await fetch(`${app.url}/api/v1/pipelines`, {
    method: "POST",
    headers: { authorization: `Bearer ${app.apiKey}`, "content-type": "application/json" },
    body: JSON.stringify({ name: "Tool", graph }),
  });
  await page.goto(`${app.url}/p/${(await saved.json()).id}`);
  await card(page, "Shop").click();
  const settings = page.getByRole("complementary", { name: "Settings" });
  await settings.getByPlaceholder("https://example.com/mcp").fill(`${peer.url}/mcp`);
  await settings.getByRole("button", { name: "Read tools" }).click();
  await settings.getByText("Choose a tool").click();
  await page.getByRole("button", { name: /stock/ }).click();
  await expect(settings.getByRole("button", { name: "Read again" })).toBeVisible();
  await expect(settings.getByText("How many.")).toBeVisible();
  await expect(card(page, "Shop")).toContainText("sku");
});
