import { expect, test } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
import { testModels } from "../../tests/helpers/models.ts";
import { runNode } from "../../tests/helpers/node.ts";
import { openaiPeer } from "../../tests/helpers/peers/openai-peer.ts";
import { takeTurn } from "../types/agent/take-turn.ts";
import { chatModel } from "../types/model/chat-model.ts";
import { fallback } from "../types/model/fallback.ts";
import { readPart } from "./files.ts";

const contents: Record<string, string | Uint8Array<ArrayBuffer>> = {
  note: "The code of the door is 7.",
  dot: "a dot",
  old: Buffer.from("Stra\u00dfe;Nr\nM\u00fchlweg;7", "latin1"),
  wide: Buffer.from("\ufeffStra\u00dfe\tM\u00fchlweg", "utf16le"),
  code: "def door():\n    return 7\n",
  bytes: new Uint8Array([0, 1, 2, 0, 3, 4, 5, 0]),
};
const file = (id: string, name: string, mime = "") => ({ id, name, mime, bytes: 1 });
const note = file("note", "note.txt");
const files = {
  async read(id: string) {
    const text = contents[id];
    if (text === undefined) throw new PatchbayError("not_found", "This file no longer exists. Upload it again.");
    return { file: file(id, id), data: typeof text === "string" ? Buffer.from(text) : text };
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

test("a text is sent in UTF-8 whatever it was written in, and a program or a drawing as it is", async () => {
  const read = async (id: string, name: string, mime: string) => {
    const part = await readPart(file(id, name, mime), { services: { files }, signal: AbortSignal.timeout(60_000) });
    return part.type === "text" ? part.text : Buffer.from(part.data, "base64").toString();
  };
  expect(await read("old", "streets.csv", "text/csv")).toBe("Straße;Nr\nMühlweg;7");
  expect(await read("wide", "streets.txt", "text/plain")).toBe("Straße\tMühlweg");
  const whole = "File “door.toml”:\ndef door():\n    return 7\n\n\n";
  expect(await read("code", "door.toml", "")).toBe(whole);
  expect(await read("code", "door.svg", "image/svg+xml")).toBe(whole.replace("toml", "svg"));
  await expect(read("bytes", "door.bin", "")).rejects.toMatchObject({ code: "bad_input" });

  const source = await readPart(file("code", "door.py", "text/x-python"), {
    ...{ services: { files }, signal: AbortSignal.timeout(60_000) },
  });
  if (source.type === "text") throw new Error("a provider may take it whole");
  expect(await source.metadata.readText()).toBe(contents.code);
});
