import { readFile } from "node:fs/promises";
import { afterAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { haveMultilingualWeights, weightsHome } from "../../../../tests/helpers/weights.ts";
import { openEmbedder } from "../../built-in/embeddings.ts";
import { multilingual, weightsPath } from "../../weights/weights.ts";
import { openMultilingualEncoder } from "./multilingual-encoder.ts";

/**
 * Made by the package's own NumPy code (USE().encode, version 0.2.1): 16-bit numbers of 1/32767 each, in base64. The first 16
 * texts are one question in the 16 languages that the model was made for.
 */
const Reference = z.array(z.object({ text: z.string(), vector: z.string() }));
const reference = Reference.parse(
  JSON.parse(await readFile(new URL("./reference-vectors.json", import.meta.url), "utf8")),
);
const hasWeights = await haveMultilingualWeights();
const path = weightsPath(weightsHome, multilingual);

describe.skipIf(!hasWeights)("the multilingual encoder", () => {
  const embedder = openEmbedder(60_000, path);
  afterAll(() => embedder.close());

  test("a text of any of its languages has the vector that the package computes for it", async () => {
    const encode = await openMultilingualEncoder(path);
    expect(reference.length).toBeGreaterThan(35);
    for (const { text, vector } of reference) {
      const expected = numbersOf(vector);
      const found = encode(text);
      expect(Math.hypot(...found), text).toBeCloseTo(1, 5);
      expect(cosine(found, expected), text).toBeGreaterThan(0.9999);
    }
    // What was embedded before changes nothing.
    const [first] = reference;
    expect(encode(first?.text ?? "")).toEqual((await openMultilingualEncoder(path))(first?.text ?? ""));
  });

  test.each([
    ["Wie bekomme ich mein Geld zurück?", "How do I get a refund?", "The office opens at nine."],
    ["How long is the warranty?", "Die Gewährleistung beträgt zwei Jahre.", "Parken ist hinter dem Haus möglich."],
    ["退款需要多长时间", "Refunds take five working days.", "停车场在大楼后面"],
    ["返金にはどのくらいかかりますか", "返金には五営業日かかります", "駐車場は建物の裏にあります"],
    ["كم يستغرق استرداد المبلغ", "Die Rückerstattung dauert fünf Werktage.", "موقف السيارات خلف المبنى"],
  ])("“%s” is nearer to its answer than to another text, across languages", async (question, answer, other) => {
    const [asked = [], near = [], far = []] = await embedder.embed([question, answer, other]);
    expect(cosine(asked, near)).toBeGreaterThan(cosine(asked, far) + 0.15);
  });
});

function numbersOf(base64: string): number[] {
  const bytes = Buffer.from(base64, "base64");
  return Array.from({ length: bytes.length / 2 }, (_, index) => bytes.readInt16LE(index * 2) / 32767);
}

function cosine(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [product, aa, bb] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    product += (a[i] ?? 0) * (b[i] ?? 0);
    aa += (a[i] ?? 0) ** 2;
    bb += (b[i] ?? 0) ** 2;
  }
  return product / Math.sqrt(aa * bb);
}
