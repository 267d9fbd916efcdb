import type { Browser, Page } from "@playwright/test";
import { Graph } from "../../../lib/graph.ts";
import { expect, test } from "../../helpers/stories/story.ts";
import { makePipeline, runPipeline } from "./pages-pipelines.ts";

const waitAnHour = Graph.parse({
  nodes: {
    ask: { type: "input", version: 1, config: { fields: [{ name: "word", kind: "text", default: "x" }] } },
    pause: { type: "delay", version: 1, title: "Pause", config: { seconds: 3600 } },
    done: { type: "output", version: 1, config: { fields: [{ name: "word", kind: "text" }] } },
  },
  edges: [
    { id: "e1", from: { node: "ask", port: "word" }, to: { node: "pause", port: "value" } },
    { id: "e2", from: { node: "pause", port: "value" }, to: { node: "done", port: "word" } },
  ],
});

test("a member who is removed reads so on the pages of a run and a canvas, and these ask no more", async ({
  page,
  api,
  browser,
}) => {
  const id = await makePipeline(api, "Left behind", waitAnHour);
  const runId = await runPipeline(api, id, { word: "x" }, 0);
  const { member, email } = await join({ page, browser });
  await member.goto(`/runs/${runId}`);
  await expect(member.getByRole("button", { name: "Cancel", exact: true })).toBeVisible();
  const canvas = await member.context().newPage();
  await canvas.goto(`/p/${id}`);
  await expect(canvas.getByRole("heading", { name: "Left behind" })).toBeVisible();

  await page.goto("/settings?tab=members");
  const row = page.getByRole("row").filter({ hasText: email });
  await row.getByRole("button", { name: /^Remove/ }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(row).toBeHidden();

  await expect(member.getByRole("alert").filter({ hasText: "as it was when your access" })).toContainText(
    "You are no longer a member of this workspace",
  );
  await expect(canvas.getByText("You are no longer a member of this workspace").first()).toBeVisible();
  const asked = [await countAsks(member), await countAsks(canvas)];
  await api(`/runs/${runId}/cancel`, { method: "POST" });
  expect(asked).toEqual([0, 0]);
});

/** Calls to the API within so long a time that a page which asks again and again has done so. */
async function countAsks(page: Page): Promise<number> {
  let count = 0;
  page.on("request", (request) => {
    if (request.url().includes("/api/trpc/")) count += 1;
  });
  await page.waitForTimeout(12_000);
  return count;
}

async function join({ page, browser }: { page: Page; browser: Browser }) {
  const origin = process.env.STORY_URL ?? "";
  const made = await page.request.post("/api/trpc/invitations.create", {
    data: { role: "editor" },
    headers: { origin },
  });
  const { result } = await made.json();
  const context = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const member = await context.newPage();
  const email = `lea-${crypto.randomUUID()}@example.com`;
  await member.goto(result.data.url);
  await member.getByLabel("Name").fill("Lea");
  await member.getByLabel("Email").fill(email);
  await member.getByLabel("Password").fill("a long password");
  await member.getByRole("button", { name: "Join" }).click();
  await expect(member).toHaveURL(/\/$/);
  return { member, email };
}
