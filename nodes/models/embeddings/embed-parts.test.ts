import { expect, test } from "vitest";
import { embedWhole, saysTooLong, TextTooLong } from "./embed-parts.ts";

/** A model that reads so many characters: how often a text has an a, and how often a b. */
function model(most: number) {
  const asked: string[][] = [];
  const embed = async (texts: readonly string[]) => {
    asked.push([...texts]);
    if (texts.some(({ length }) => length > most)) throw new TextTooLong();
    return texts.map((text) => [text.split("a").length - 1, text.split("b").length - 1]);
  };
  return { asked, embed };
}

test("the end of a text that is too long counts as its beginning does, and the others stay as they are", async () => {
  const { embed } = model(300);
  const long = `${"a ".repeat(200)}${"b ".repeat(200)}`.trim();
  const [first, [a = 0, b = 0] = [], last] = await embedWhole(embed, ["a", long, "bb"]);
  expect([first, last]).toEqual([
    [1, 0],
    [0, 2],
  ]);
  expect(b / a).toBeGreaterThan(0.9);
  expect(b / a).toBeLessThan(1.1);
});

test("what fits is asked for once", async () => {
  const { asked, embed } = model(300);
  expect(await embedWhole(embed, ["a", "b"])).toEqual([
    [1, 0],
    [0, 1],
  ]);
  expect(asked).toEqual([["a", "b"]]);
});

test.each([
  [400, "This model's maximum context length is 8192 tokens, however you requested 9000 tokens.", true],
  [400, "the input length exceeds the context length", true],
  [400, "invalid request: text at index 0 is too long: the total number of tokens in the input exceeds 512", true],
  [400, "The input token count is 3000 but the model supports up to 2048. Input exceeds the limit.", true],
  [400, "Invalid API key", false],
  [429, "Token limit exceeded for this minute", false],
])("%i %s: %s", async (status, text, isTooLong) => {
  expect(await saysTooLong(new Response(text, { status }))).toBe(isTooLong);
});
