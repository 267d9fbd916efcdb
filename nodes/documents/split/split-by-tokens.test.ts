import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { runNode } from "../../../tests/helpers/node.ts";
import { splitText } from "../../types/data/split-text.ts";
import { splitByTokens } from "./split.ts";
import { openTokenCounter, tokenizerNames } from "./tokens.ts";

const words = fc.lorem({ maxCount: 200, mode: "sentences" });
const anything = fc.string({ unit: "grapheme", maxLength: 400 });
const mixed = fc
  .array(fc.oneof(words, anything, fc.constantFrom("\n\n", "\n", "  ", "\t", "👩‍👩‍👧‍👦", "漢字。", "naïve ")), {
    maxLength: 12,
  })
  .map((parts) => parts.join(" "));

describe.each(tokenizerNames)("chunks of tokens by %s", (name) => {
  test("are the text when they are joined, and none has more tokens", async () => {
    const { count } = await openTokenCounter(name);
    fc.assert(
      fc.property(mixed, fc.integer({ min: 50, max: 120 }), (text, size) => {
        const chunks = splitByTokens(text, { size, overlap: 0 }, count);
        expect(chunks.join("")).toBe(text);
        for (const chunk of chunks) expect(count(chunk)).toBeLessThanOrEqual(size);
      }),
      { numRuns: 100 },
    );
  });

  test("with an overlap, each goes on in the one before, and what is repeated left out they are the text", async () => {
    const { count } = await openTokenCounter(name);
    const numbered = fc.integer({ min: 0, max: 400 }).map((many) => {
      const each = (_: unknown, index: number) =>
        `word${index}${index % 9 === 0 ? ".\n\n" : index % 4 === 0 ? ". " : " "}`;
      return Array.from({ length: many }, each).join("");
    });
    fc.assert(
      fc.property(
        numbered,
        fc.integer({ min: 50, max: 120 }),
        fc.integer({ min: 0, max: 40 }),
        (text, size, overlap) => {
          let end = 0;
          for (const chunk of splitByTokens(text, { size, overlap }, count)) {
            const at = text.indexOf(chunk);
            expect(at).toBeGreaterThanOrEqual(0);
            expect(at).toBeLessThanOrEqual(end);
            expect(count(text.slice(at, end))).toBeLessThanOrEqual(overlap + 1);
            expect(text.slice(0, at)).toMatch(/(^|\s)$/);
            end = at + chunk.length;
          }
          expect(end).toBe(text.length);
        },
      ),
      { numRuns: 60 },
    );
  });
});

test("a text is cut by tokens in the node, between words, and marks of a model are text", async () => {
  const text = "The lamp is lit at dusk, says <|endoftext|>. ".repeat(20);
  const config = { unit: "tokens", size: 50, overlap: 0, tokenizer: "cl100k_base" };
  const { outputs } = await runNode(splitText, {
    config,
    inputs: { documents: [{ text, metadata: { source: "a" } }] },
  });
  const chunks: { text: string }[] = Object(outputs).chunks;
  expect(chunks.length).toBeGreaterThan(4);
  expect(chunks.map((chunk) => chunk.text).join("")).toBe(text);
  expect(chunks.every((chunk) => chunk.text.endsWith(">. "))).toBe(true);
});

test("a word of a hundred thousand letters and a sign of many tokens are divided", async () => {
  const counter = await openTokenCounter("o200k_base");
  const long = `${"ab".repeat(50_000)} ${"e\u0301\u0302\u0303".repeat(20)}${"\u{1F469}\u200D".repeat(60)}`;
  await counter.prepare(long, new AbortController().signal);
  const chunks = splitByTokens(long, { size: 50, overlap: 0 }, counter.count);
  expect(chunks.join("")).toBe(long);
  for (const chunk of chunks) expect(counter.count(chunk)).toBeLessThanOrEqual(50);
});
