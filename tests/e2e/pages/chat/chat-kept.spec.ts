import type { Page } from "@playwright/test";
import { Graph } from "../../../../lib/graph/graph.ts";
import { expect, test } from "../../../helpers/stories/story.ts";
import { makePipeline } from "../pages-pipelines.ts";
import { answers, box, say, talking } from "./chat-page.ts";

const note = { name: "note.txt", mimeType: "text/plain", buffer: Buffer.from("Seven.") };

/** A chat that takes a file. */
function taking(): Graph {
  const { nodes, ...rest } = talking();
  const fields = [
    { name: "question", kind: "text" },
    { name: "history", kind: "messages", default: [] },
    { name: "note", kind: "file", optional: true },
  ];
  return Graph.parse({ ...rest, nodes: { ...nodes, ask: { type: "input", version: 1, config: { fields } } } });
}

/** Calls a procedure as the owner. */
async function call(page: Page, name: string, data: object) {
  const headers = { origin: process.env.STORY_URL ?? "" };
  return (await (await page.request.post(`/api/trpc/${name}`, { data, headers })).json()).result?.data;
}

const share = (page: Page, pipelineId: string) =>
  call(page, "share.create", { pipelineId, versionNumber: 1, page: "chat", canRun: true });

test("words and files that were not sent stay with their conversation: in another version, and over a reload", async ({
  page,
  api,
}) => {
  const id = await makePipeline(api, "Kept", taking());
  await api(`/pipelines/${id}/versions`, { method: "POST", body: "{}" });
  await page.goto(`/p/${id}/chat`);
  await say(page, "one");
  await expect(answers(page)).toContainText("0 before one");
  await box(page).fill("half a question");
  await page.getByLabel("File to attach").setInputFiles(note);
  const attached = page.getByRole("list", { name: "Attached" });
  await expect(attached).toContainText("note.txt");
  await page.getByRole("button", { name: "Version that answers" }).click();
  await page.getByRole("menuitem", { name: "Draft, as it is on the canvas" }).click();
  await expect(page).toHaveURL(/version=draft/);
  await expect(page.getByRole("button", { name: "Version that answers" })).toHaveText("Draft");
  await expect(box(page)).toHaveValue("half a question");
  await expect(attached).toContainText("note.txt");
  await page.reload();
  await expect(box(page)).toHaveValue("half a question");
  await expect(attached).toContainText("note.txt");
  await box(page).press("Enter");
  await expect(answers(page).nth(1)).toContainText("2 before half a question");
  await expect(page.getByRole("list", { name: "Files" })).toContainText("note.txt");
  await expect(attached).toHaveCount(0);
});

test("behind a link that is revoked meanwhile no conversation is offered, and another link knows nothing of it", async ({
  page,
  api,
  browser,
  allowConsoleError,
}) => {
  allowConsoleError(/404 .*sharedChat\./);
  const id = await makePipeline(api, "Revoked", talking());
  await api(`/pipelines/${id}/versions`, { method: "POST", body: "{}" });
  const [link, another] = [await share(page, id), await share(page, id)];
  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const shared = await stranger.newPage();
  await shared.goto(link.url);
  await box(shared).fill("for the first alone");
  await shared.goto(another.url);
  await expect(box(shared)).toBeFocused();
  await expect(box(shared)).toHaveValue("");
  await shared.goto(link.url);
  await expect(box(shared)).toHaveValue("for the first alone");
  await box(shared).press("Enter");
  await expect(answers(shared)).toContainText("0 before");
  await call(page, "share.revoke", { id: link.id });
  await say(shared, "and now?");
  await expect(shared.getByText("This link does not work. Ask the sender for a new one.").first()).toBeVisible();
  await expect(box(shared)).toHaveValue("and now?");
  await expect(shared.getByRole("button", { name: /new conversation/i })).toHaveCount(0);
  await expect(shared.getByRole("button", { name: /^Options of/ })).toHaveCount(0);
});
