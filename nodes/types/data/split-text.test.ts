import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Document } from "../../../lib/values/values.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { splitText } from "./split-text.ts";

test("documents are cut into chunks that remember where they are from", async () => {
  const text = Array.from({ length: 40 }, (_, index) => `Sentence number ${index} is here.`).join(" ");
  const documents: Document[] = [
    { text, metadata: { source: "a.txt" } },
    { text: "Short.", metadata: {} },
  ];
  const { outputs } = await runNode(splitText, { config: { size: 200, overlap: 40 }, inputs: { documents } });
  const chunks = outputs.chunks;
  if (!Array.isArray(chunks)) throw new Error("no list");
  expect(chunks.length).toBeGreaterThan(6);
  expect(chunks[1]).toMatchObject({ metadata: { source: "a.txt", chunk: 1 } });
  expect(chunks.at(-1)).toEqual({ text: "Short.", metadata: { chunk: 0 } });
  for (const chunk of chunks) expect(Object(chunk).text.length).toBeLessThanOrEqual(200);
});

describe("where a text is cut", () => {
  async function chunksOf(text: string, size: number, overlap = 0) {
    const documents: Document[] = [{ text, metadata: {} }];
    const { outputs } = await runNode(splitText, { config: { size, overlap }, inputs: { documents } });
    return Object(outputs.chunks).map((chunk: Document) => chunk.text);
  }

  test("a stop stays with its sentence, with the quotes and brackets behind it", async () => {
    const english = "The pump is on. The door is shut. Then he leaves the house. Nobody knows when he is back.";
    expect(await chunksOf(english, 50)).toEqual([
      "The pump is on. The door is shut.",
      "Then he leaves the house.",
      "Nobody knows when he is back.",
    ]);
    expect(await chunksOf("She asked: “Are you there, up in the old attic?” Nobody answered her all day.", 60)).toEqual(
      ["She asked: “Are you there, up in the old attic?”", "Nobody answered her all day."],
    );
  });

  test("stops that need no space behind them end a sentence, too", async () => {
    const japanese =
      "会議室は三階にあります。駐車場は地下です！受付は一階ですか？食堂は二階にあり、昼は十一時から十四時まで開いています。夜は閉まっています。";
    expect(await chunksOf(japanese, 50)).toEqual([
      "会議室は三階にあります。駐車場は地下です！受付は一階ですか？",
      "食堂は二階にあり、昼は十一時から十四時まで開いています。夜は閉まっています。",
    ]);
    expect(
      await chunksOf(
        "「もう帰りましょう、みなさん、遅いですから。」と彼女は言いました。「はい、そうしましょう、外はもう真っ暗です！」",
        50,
      ),
    ).toEqual([
      "「もう帰りましょう、みなさん、遅いですから。」と彼女は言いました。",
      "「はい、そうしましょう、外はもう真っ暗です！」",
    ]);
    expect(await chunksOf("बैठक कक्ष तीसरी मंज़िल पर है। गाड़ी नीचे खड़ी की जाती है। खाना दूसरी मंज़िल पर मिलता है।", 60)).toEqual([
      "बैठक कक्ष तीसरी मंज़िल पर है। गाड़ी नीचे खड़ी की जाती है।",
      "खाना दूसरी मंज़िल पर मिलता है।",
    ]);
  });

  test("the number of a list's item stays with the item", async () => {
    const steps =
      "1. Open the valve at the back of the boiler slowly.\n2. Wait until the gauge shows more than one bar.";
    expect(await chunksOf(steps, 52)).toEqual(steps.split("\n"));
    expect((await chunksOf(steps, 50))[0]).toMatch(/^1\. Open/);
  });

  test("a character of several code units is not cut", async () => {
    const families = "👩‍👩‍👧‍👦".repeat(30);
    const chunks = await chunksOf(families, 50);
    expect(chunks.join("")).toBe(families);
    for (const chunk of chunks) expect(chunk).toMatch(/^(👩‍👩‍👧‍👦)+$/u);
  });

  test("every word is in some chunk, in order, and no chunk is too long or begins with a stop", async () => {
    const word = fc.stringMatching(/^[a-zà-ÿ]{1,14}$/);
    const sentence = fc
      .tuple(
        fc.array(word, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(". ", "! ", "? ", "。", "！", ".\n", "\n\n"),
      )
      .map(([words, stop]) => words.join(" ") + stop);
    const texts = fc.array(sentence, { minLength: 1, maxLength: 30 }).map((sentences) => sentences.join(""));
    const property = fc.asyncProperty(texts, fc.integer({ min: 50, max: 400 }), async (text, size) => {
      const chunks = await chunksOf(text, size);
      expect(chunks.join(" ").replace(/\s/g, "")).toBe(text.replace(/\s/g, ""));
      for (const chunk of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(size);
        expect(chunk).not.toMatch(/^[.!?。！]/);
      }
    });
    await fc.assert(property, { numRuns: 100, seed: 13 });
  });
});

test("an overlap as large as the chunk is refused", async () => {
  const run = runNode(splitText, { config: { size: 100, overlap: 100 }, inputs: { documents: [] } });
  await expect(run).rejects.toMatchObject({ code: "bad_input", issues: [{ path: "overlap" }] });
});

test("at headings: no chunk reaches over one, and each has those above it", async () => {
  const text = "Before.\n\n# Trees\n\nOaks are old.\n\n## Leaves\n\nThey fall.";
  const { outputs } = await runNode(splitText, {
    config: { size: 500, overlap: 0, by: "headings" },
    inputs: { documents: [{ text, metadata: { source: "a", heading: "Book" } }] },
  });
  expect(outputs.chunks).toEqual([
    { text: "Before.", metadata: { source: "a", heading: "Book", chunk: 0 } },
    { text: "Trees\n\nOaks are old.", metadata: { source: "a", heading: "Book › Trees", chunk: 1 } },
    { text: "Leaves\n\nThey fall.", metadata: { source: "a", heading: "Book › Trees › Leaves", chunk: 2 } },
  ]);
});

test("code: functions stay whole where they fit, with their indentation", async () => {
  const one = "def one():\n    a = 1\n\n    return a";
  const two = "def two():\n    if True:\n        return 2";
  const { outputs } = await runNode(splitText, {
    config: { size: 60, overlap: 0, by: "code" },
    inputs: { documents: [{ text: `${one}\n\n\n${two}\n`, metadata: {} }] },
  });
  expect(outputs.chunks).toEqual([one, two].map((text, chunk) => ({ text, metadata: { chunk } })));
  const small = await runNode(splitText, {
    config: { size: 50, overlap: 0, by: "code" },
    inputs: { documents: [{ text: `def long():\n${"    step = 1 + 1\n".repeat(8)}`, metadata: {} }] },
  });
  const texts = Object(small.outputs).chunks.map(({ text }: { text: string }) => text);
  expect(texts.every((text: string) => text.length <= 50 && /^( {4}step|def)/.test(text))).toBe(true);
});
