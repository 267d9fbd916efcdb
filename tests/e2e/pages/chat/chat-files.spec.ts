import type { Page } from "@playwright/test";
import { Graph } from "../../../../lib/graph/graph.ts";
import { expect, test } from "../../../helpers/stories/story.ts";
import { makePipeline } from "../pages-pipelines.ts";
import { answers, box, say } from "./chat-page.ts";

/** Answers with the sentences of a file that fit the question. */
const reading = Graph.parse({
  nodes: {
    ask: {
      type: "input",
      version: 1,
      config: {
        fields: [
          { name: "question", kind: "text" },
          { name: "note", kind: "file", optional: true },
        ],
      },
    },
    say: { type: "chat-model", version: 1, config: { model: { provider: "built-in", model: "extractive-answerer" } } },
    done: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
  },
  edges: [
    { id: "q", from: { node: "ask", port: "question" }, to: { node: "say", port: "prompt" } },
    { id: "f", from: { node: "ask", port: "note" }, to: { node: "say", port: "files" } },
    { id: "a", from: { node: "say", port: "reply" }, to: { node: "done", port: "answer" } },
  ],
});

/** As one drops a file on the middle of the page. */
async function drop(page: Page, name: string, text: string) {
  const dataTransfer = await page.evaluateHandle(
    ([name = "", text = ""]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      return data;
    },
    [name, text],
  );
  const middle = page.getByRole("region", { name: "Messages" });
  await middle.dispatchEvent("dragover", { dataTransfer });
  await middle.dispatchEvent("drop", { dataTransfer });
}

test("a file is picked, or dropped anywhere, and read by the model, also when it answers again", async ({
  page,
  api,
}) => {
  const id = await makePipeline(api, "Reading", reading);
  await page.goto(`/p/${id}/chat`);
  await expect(box(page)).toBeFocused();
  await drop(page, "door.txt", "The code of the door is 7.");
  await expect(page.getByRole("list", { name: "Attached" })).toContainText("door.txt");
  await say(page, "What is the code?");
  await expect(answers(page)).toContainText("The code of the door is 7.");
  await answers(page).getByRole("button", { name: "Answer again" }).click();
  await expect(answers(page)).toContainText("2 / 2");
  await expect(answers(page)).toContainText("The code of the door is 7.");
  const picture = { name: "door.png", mimeType: "image/png", buffer: Buffer.from("x") };
  await page.getByLabel("File to attach").setInputFiles(picture);
  await expect(page.getByRole("list", { name: "Attached" })).toContainText("door.png");
  await say(page, "What is in it?");
  await expect(answers(page).nth(1)).toContainText("cannot see “door.png”");
});

test("a file that is too large, or that the pipeline has no place for, is refused with a sentence", async ({
  page,
  api,
}) => {
  const id = await makePipeline(api, "Refusing", reading);
  await page.goto(`/p/${id}/chat`);
  await expect(box(page)).toBeFocused();
  const large = { name: "large.txt", mimeType: "text/plain", buffer: Buffer.alloc(20 * 1024 * 1024 + 1) };
  await page.getByLabel("File to attach").setInputFiles(large);
  await expect(page.getByText(/“large.txt” has .* a file may have 20 MB/).first()).toBeVisible();
  const talk = await makePipeline(api, "No files", withoutFiles());
  await page.goto(`/p/${talk}/chat`);
  await expect(box(page)).toBeFocused();
  await drop(page, "door.txt", "The code of the door is 7.");
  await expect(
    page.getByText("This chat takes no files: its pipeline has no field for them.", { exact: true }),
  ).toBeVisible();
  await expect(page).toHaveURL(new RegExp(`/p/${talk}/chat`));
});

const dot = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

test("a visitor of a shared chat sends a file and a picture, saves the one and sees the other", async ({
  page,
  api,
  browser,
}) => {
  const id = await makePipeline(api, "Shared reading", reading);
  await api(`/pipelines/${id}/versions`, { method: "POST", body: "{}" });
  await page.goto(`/p/${id}`);
  await page.getByRole("button", { name: "Share" }).click();
  await page.getByRole("combobox", { name: "What it shows" }).click();
  await page.getByRole("option", { name: "Chat" }).click();
  await page.getByRole("switch", { name: "Allow running it" }).click();
  await expect(page.getByRole("switch", { name: "Allow sending files" })).toBeChecked();
  await page.getByRole("button", { name: "Create link" }).click();
  const url = await page.getByRole("textbox", { name: "Share link" }).inputValue();

  await using stranger = await browser.newContext({ storageState: { cookies: [], origins: [] } });
  const shared = await stranger.newPage();
  await shared.goto(url);
  await expect(shared.getByText("read what you write and the files that you send")).toBeVisible();
  await drop(shared, "door.txt", "The code of the door is 7.");
  await expect(shared.getByRole("list", { name: "Attached" })).toContainText("door.txt");
  await say(shared, "What is the code?");
  await expect(answers(shared)).toContainText("The code of the door is 7.");
  const saved = shared.waitForEvent("download");
  await shared.getByRole("button", { name: "Save door.txt" }).click();
  expect((await saved).suggestedFilename()).toBe("door.txt");

  const picture = { name: "dot.png", mimeType: "image/png", buffer: Buffer.from(dot, "base64") };
  await shared.getByLabel("File to attach").setInputFiles(picture);
  await expect(shared.getByRole("list", { name: "Attached" })).toContainText("dot.png");
  await say(shared, "And here?");
  await expect(answers(shared)).toHaveCount(2);
  const small = shared.getByRole("button", { name: "Show dot.png" });
  await expect(small).toBeEnabled();
  await small.press("Enter");
  const large = shared.getByRole("dialog", { name: "dot.png" });
  await expect(large.getByRole("img", { name: "dot.png" })).toBeVisible();
  await shared.keyboard.press("Escape");
  await expect(small).toBeFocused();
});

function withoutFiles(): Graph {
  const { ask, ...nodes } = reading.nodes;
  const fields = [{ name: "question", kind: "text" }];
  return Graph.parse({
    nodes: { ...nodes, ask: { ...ask, config: { fields } } },
    edges: reading.edges.filter(({ from }) => from.port !== "note"),
  });
}
