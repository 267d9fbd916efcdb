import { expect, test } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
import { testModels } from "../../tests/helpers/models.ts";
import { runNode } from "../../tests/helpers/node.ts";
import { openaiPeer } from "../../tests/helpers/peers/openai-peer.ts";
import { takeTurn } from "../types/agent/take-turn.ts";
import { chatModel } from "../types/model/chat-model.ts";
import { fallback } from "../types/model/fallback.ts";

const contents: Record<string, string> = { note: "The code of the door is 7.", dot: "a dot" };
const file = (id: string, name: string, mime = "") => ({ id, name, mime, bytes: 1 });
const note = file("note", "note.txt");
const files = {
  async read(id: string) {
    const text = contents[id];
    if (text === undefined) throw new PatchbayError("not_found", "This file no longer exists. Upload it again.");
    return { file: file(id, id), data: Buffer.from(text) };
  },
  save: () => Promise.reject(new Error("not here")),
};

test("a model that reads text alone is given the text of a file, and says why it is given no picture", async () => {
  await using models = testModels();
  const ask = (name: string, mime: string) => {
    const inputs = { prompt: "What is the code?", files: [file("note", name, mime)] };
    return runNode(chatModel, { inputs, services: { models, files } });
  };
  expect((await ask("note.txt", "text/plain")).outputs.reply).toBe("The code of the door is 7.");
  await expect(ask("door.png", "")).rejects.toMatchObject({
    ...{
      code: "bad_input",
      userMessage: expect.stringContaining("cannot see “door.png”. Choose a model that takes images"),
    },
  });
});

test("files alone are a question, and those of earlier messages are asked with, as long as they are there", async () => {
  await using peer = await openaiPeer(() => ({ words: ["7"] }));
  await using models = testModels({ credentials: { c: peer.credential } });
  const model = { provider: "openai-compatible", model: "small", credential: "c" } as const;
  const history = [
    { role: "user", content: "Keep this.", files: [note, file("gone", "gone.txt")] },
    { role: "assistant", content: "Kept." },
  ];
  const picture = { type: "image_url", image_url: { url: `data:image/png;base64,${btoa("a dot")}` } };
  const said = [
    {
      role: "user",
      content: "File “note.txt”:\nThe code of the door is 7.\n\nThe file “gone.txt” is no longer there.\n\nKeep this.",
    },
    { role: "assistant", content: "Kept." },
    { role: "user", content: JSON.stringify([picture]) },
  ];
  const inputs = { prompt: "", history, files: [file("dot", "dot.png")] };
  await runNode(chatModel, { config: { model }, inputs, services: { models, files } });
  await runNode(fallback, { config: { models: [model] }, inputs, services: { models, files } });
  const messages = [
    { role: "user" as const, content: "Keep this.", files: [note, file("gone", "gone.txt")] },
    { role: "assistant" as const, content: "Kept.", calls: [] },
    { role: "user" as const, content: "", files: [file("dot", "dot.png")] },
  ];
  const ask = { model, temperature: null, maxTokens: null, onIncomplete: "fail" as const, messages, tools: [] };
  const call = { signal: AbortSignal.timeout(60_000), onToken() {}, onUsage() {} };
  await takeTurn(ask, { services: { models, files }, call });
  expect(peer.asks.map((asked) => asked.messages)).toEqual([said, said, said]);
});
