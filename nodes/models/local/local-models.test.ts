import { describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { haveTestWeights, weightsHome } from "../../../tests/helpers/weights.ts";
import { weightsPath } from "../weights/weights.ts";
import { type LocalFile, openLocalModels } from "./local-models.ts";

const file: LocalFile = {
  ...{ id: "a", key: "small", name: "Small", path: weightsPath(weightsHome) },
  ...{ context: 1024, memoryBase: 250e6, memoryPerToken: 40_000 },
};
const use = { lane: "w", meter: undefined };
const gigabyte = 1e9;

function open(memory: { total: number; free: number }, idleMs = 60_000) {
  const models = openLocalModels({
    idleMs,
    memory: { total: () => memory.total, free: async () => memory.free },
  });
  onTestFinished(() => models.close());
  return models;
}

test("a model that does not fit is refused with a sentence, and no process is started", async () => {
  const models = open({ total: 0.2 * gigabyte, free: 0.2 * gigabyte });
  const chat = models.chat(file, {}, use);
  await expect(chat.invoke("Hello")).rejects.toMatchObject({
    ...{
      code: "bad_input",
      userMessage: expect.stringMatching(/^“Small” needs 29\d(\.\d)? MB of memory, and this machine has 200 MB\./),
    },
  });
  expect(models.loaded()).toEqual([]);
});

test("one that would fit if others needed less is refused so that it may be tried again", async () => {
  const models = open({ total: 8 * gigabyte, free: 0.1 * gigabyte });
  await expect(models.chat(file, {}, use).invoke("Hello")).rejects.toMatchObject({
    code: "unavailable",
    canRetry: true,
  });
});

test("a file that is not on this machine is named", async () => {
  const models = open({ total: gigabyte, free: gigabyte });
  const missing = models.chat({ ...file, path: "/nowhere/x.gguf" }, {}, use);
  await expect(missing.invoke("Hello")).rejects.toMatchObject({
    userMessage: expect.stringMatching(/^The file of “Small” is not on the worker's machine/),
  });
});

describe.skipIf(!(await haveTestWeights()))("with a real file", () => {
  test("answers in pieces, holds to a schema, counts tokens, and is stopped", async () => {
    const models = open({ total: gigabyte, free: gigabyte });
    const pieces: string[] = [];
    for await (const piece of await models
      .chat(file, { temperature: 0, maxTokens: 24 }, use)
      .stream("Name three colours."))
      pieces.push(piece.text);
    expect(pieces.filter((piece) => piece !== "").length).toBeGreaterThan(3);

    const schema = {
      type: "object",
      properties: { colour: { type: "string", enum: ["red", "blue"] }, count: { type: "integer" } },
      required: ["colour", "count"],
    };
    const held = await models.chat(file, { temperature: 0, schema }, use).invoke("A red ball. Answer as JSON.");
    const Held = z.strictObject({ colour: z.enum(["red", "blue"]), count: z.number().int() });
    expect(Held.safeParse(JSON.parse(held.text)).success).toBe(true);

    const stop = new AbortController();
    const long = models.chat(file, {}, use).invoke("Write a long story.", { signal: stop.signal });
    setTimeout(() => stop.abort(), 300);
    await expect(long).rejects.toThrow();
  });

  test("a text that is longer than its context is refused", async () => {
    const models = open({ total: gigabyte, free: gigabyte });
    await expect(models.chat(file, {}, use).invoke("word ".repeat(2000))).rejects.toMatchObject({
      userMessage: expect.stringMatching(/too long for “Small”.*larger context in Settings/),
    });
  });

  test("one whose process was ended for its idleness is loaded again only when there is memory for it", async () => {
    const memory = { total: gigabyte, free: gigabyte };
    const models = open(memory, 1);
    const ask = () => models.chat(file, { maxTokens: 2 }, use).invoke("Hello");
    await ask();
    await expect.poll(() => models.loaded()).toEqual([]);
    memory.free = 0.1 * gigabyte;
    await expect(ask()).rejects.toMatchObject({ code: "unavailable" });
    memory.free = gigabyte;
    expect((await ask()).text).not.toBe("");
  });

  test("when memory is short, the one that was idle longest makes room", async () => {
    const models = open({ total: 0.7 * gigabyte, free: 0.6 * gigabyte });
    const ask = (id: string) => models.chat({ ...file, id, name: id }, { maxTokens: 2 }, use).invoke("Hello");
    await ask("a");
    await ask("b");
    expect(models.loaded()).toEqual(["a", "b"]);
    await ask("a");
    await ask("c");
    expect(models.loaded()).toEqual(["a", "c"]);
  });
});
