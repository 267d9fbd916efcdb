import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "../../helpers/stories/story.ts";
import { card, openPipeline, savedGraph } from "../canvas/canvas-page.ts";

const graph = {
  nodes: { call: { type: "http-request", version: 1, title: "Call", config: {} } },
  edges: [],
  layout: { positions: { call: { x: 0, y: 0 } }, groups: {}, notes: {} },
};

test("a curl line that is pasted into the URL fills the node, and its secret becomes a credential", async ({
  page,
  api,
}) => {
  const id = await openPipeline(page, api, graph, "Imported");
  await card(page, "Call").click();
  const inspector = page.getByRole("complementary", { name: "Settings" });
  const line = `curl -k https://api.example.com/notes \\\n  -H 'Authorization: Bearer canary-81c4' --json '{"title": "Tea"}'`;
  await expect(inspector.getByRole("button", { name: "Import curl" })).toBeVisible();
  await inspector.getByLabel("URL", { exact: true }).evaluate((box, text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData("text/plain", text);
    box.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true, cancelable: true }));
  }, line);
  const dialog = page.getByRole("dialog", { name: "Import curl" });
  await expect(dialog.getByLabel("Command")).toHaveValue(line);
  await expect(dialog.getByText("certificate is always checked")).toBeVisible();
  await dialog.getByLabel("Name of the credential").fill("Notes");
  const { violations } = await new AxeBuilder({ page }).include("[role=dialog]").analyze();
  expect(violations.filter(({ impact }) => impact === "serious" || impact === "critical")).toEqual([]);
  await dialog.getByRole("button", { name: "Import", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(inspector.getByLabel("URL", { exact: true })).toHaveValue("https://api.example.com/notes");
  await expect(inspector.getByLabel("JSON to send")).toHaveValue('{"title": "Tea"}');
  await expect(inspector.getByLabel("Credential", { exact: true })).toContainText("Notes");
  await expect.poll(async () => JSON.stringify(await savedGraph(page, api, id))).toContain('"send":"JSON"');
  expect(JSON.stringify(await savedGraph(page, api, id))).not.toContain("canary");
});
