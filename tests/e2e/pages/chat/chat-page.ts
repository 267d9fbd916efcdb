import type { Page } from "@playwright/test";
import { Graph } from "../../../../lib/graph/graph.ts";

const history = { name: "history", kind: "messages", default: [] };

/** Says how many messages were said before; a question may take an hour. */
export function talking({ hasMemory = true, waits = false } = {}): Graph {
  const fields = [{ name: "question", kind: "text", title: "Question" }, ...(hasMemory ? [history] : [])];
  const template = hasMemory ? "{{ history | size }} before **{{ question }}**" : "Hello {{ question }}";
  return Graph.parse({
    nodes: {
      ask: { type: "input", version: 1, config: { fields } },
      say: { type: "template", version: 1, config: { template } },
      ...(waits ? { pause: { type: "delay", version: 1, config: { seconds: 3600 } } } : {}),
      done: { type: "output", version: 1, config: { fields: [{ name: "answer", kind: "text" }] } },
    },
    edges: [
      { id: "q", from: { node: "ask", port: "question" }, to: { node: "say", port: "question" } },
      ...(hasMemory ? [{ id: "h", from: { node: "ask", port: "history" }, to: { node: "say", port: "history" } }] : []),
      ...(waits
        ? [
            { id: "p", from: { node: "say", port: "text" }, to: { node: "pause", port: "value" } },
            { id: "a", from: { node: "pause", port: "value" }, to: { node: "done", port: "answer" } },
          ]
        : [{ id: "a", from: { node: "say", port: "text" }, to: { node: "done", port: "answer" } }]),
    ],
  });
}

export const box = (page: Page) => page.getByRole("textbox", { name: "Your message" });
export const answers = (page: Page) => page.getByRole("group", { name: "Answer", exact: true });

export async function say(page: Page, text: string) {
  await box(page).fill(text);
  await box(page).press("Enter");
}
