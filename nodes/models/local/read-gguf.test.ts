import { mkdtemp, open, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { ggufHeader } from "../../../tests/helpers/gguf.ts";
import { haveTestWeights, weightsHome } from "../../../tests/helpers/weights.ts";
import { weightsPath } from "../weights/weights.ts";
import { openGgufReader } from "./read-gguf.ts";

const reader = openGgufReader();
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gguf-"));
});
afterAll(async () => {
  await reader.close();
  await rm(folder, { recursive: true, force: true });
});

const llama = {
  "general.architecture": "llama",
  "llama.block_count": 1,
  "llama.context_length": 2048,
  "llama.embedding_length": 64,
  "llama.feed_forward_length": 64,
  "llama.attention.head_count": 1,
};

async function read(data: Uint8Array, isWhole = true, by = reader) {
  const path = join(folder, "file.gguf");
  await writeFile(path, data);
  return await by.read({ path, isWhole });
}

const refusals = [
  ["a text", Buffer.from("<!doctype html><title>Sign in</title>"), /not a GGUF file/],
  ["an empty file", Buffer.alloc(0), /not a GGUF file/],
  ["an old version of the format", ggufHeader({}, { version: 1 }), /version 1 of the format/],
  ["a big-endian file", Buffer.from("47475546000000030000000000000000", "hex"), /big-endian/],
  ["one part of several", ggufHeader({ ...llama, "split.count": 3 }), /one of 3 parts/],
  ["a model without a chat template", ggufHeader(llama), /has no chat template/],
  ["an adapter", ggufHeader({ ...llama, "general.type": "adapter" }), /not a model but “adapter”/],
  [
    "a kind that llama.cpp does not know",
    ggufHeader({ "general.architecture": "toaster", "tokenizer.chat_template": "{{ messages }}" }),
    /kind “toaster”/,
  ],
] as const;

for (const [what, data, words] of refusals) {
  test(`refuses ${what}`, async () => {
    expect(await read(data)).toEqual({ refused: expect.stringMatching(words) });
  });
}

test("gives a file up that takes too long to read, and reads the next one", async () => {
  const patience = { readMs: 1 };
  const hasty = openGgufReader(patience);
  onTestFinished(() => hasty.close());
  await expect(read(ggufHeader(llama), true, hasty)).rejects.toMatchObject({ code: "bad_input" });
  patience.readMs = 120_000;
  expect(await read(Buffer.from("x"), true, hasty)).toEqual({ refused: expect.stringMatching(/not a GGUF/) });
});

describe.skipIf(!(await haveTestWeights()))("a real model's file", () => {
  async function start(bytes: number): Promise<Buffer> {
    await using file = await open(weightsPath(weightsHome), "r");
    const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  }

  test("says what it is and what memory it needs", async () => {
    const found = await reader.read({ path: weightsPath(weightsHome), isWhole: true });
    expect(found).toMatchObject({
      facts: { architecture: "llama", quantisation: "Q4_1", trainedContext: 8192, license: "apache-2.0" },
    });
    if (!("facts" in found)) throw new Error("it was refused");
    expect(found.facts.parameters).toBeGreaterThan(130e6);
    expect(found.facts.memoryBase).toBeGreaterThan(98e6);
    // Keys and values of 30 layers, 3 heads of 64, in two bytes each.
    expect(found.facts.memoryPerToken).toBeGreaterThanOrEqual(30 * 3 * 64 * 2 * 2);
  });

  test("is refused when its end is missing, and waited for while it still comes", async () => {
    expect(await read(await start(5_000_000))).toEqual({ refused: expect.stringMatching(/cut off/) });
    expect(await read(await start(5_000))).toEqual({ refused: expect.stringMatching(/cut off|cannot be read/) });
    expect(await read(await start(5_000), false)).toEqual({ early: true });
    expect(await read(await start(5_000_000), false)).toMatchObject({ facts: { architecture: "llama" } });
  });
});
