import fc from "fast-check";
import { expect, test } from "vitest";
import { readAnswer } from "./event-stream.ts";

const answer = '{"jsonrpc":"2.0","id":1,"result":{}}';

/** What was asked, and after which piece the answer was there. */
function read(pieces: readonly string[]) {
  const asked: string[] = [];
  const reader = readAnswer(1, ({ method }) => asked.push(method));
  const at = pieces.map((piece) => reader.take(piece)).indexOf(true);
  return { asked, at, hasAnswer: reader.hasAnswer() };
}

test.each(["\n\n", "\r\n\r\n", "\r\r", "\r\n\n", "\n\r\n"])("an event may end in %j, and be torn anywhere", (end) => {
  const text = `: hi${end}data: {"id":"q","method":"ping"}${end}event: message${end.slice(0, 1)}data: ${answer}${end}`;
  const cuts = fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 9 });
  const property = fc.property(cuts, (places) => {
    const sorted = [0, ...places.toSorted((a, b) => a - b), text.length];
    const pieces = sorted.slice(1).map((to, index) => text.slice(sorted[index], to));
    expect(read(pieces)).toMatchObject({ asked: ["ping"], hasAnswer: true });
  });
  fc.assert(property, { numRuns: 100, seed: 1 });
  expect(read([text, ": more"]).at).toBe(0);
});

test("an answer in very many pieces is put together once", () => {
  const long = `data: {"id":1,"result":{"text":"${"a".repeat(4_000_000)}"}}\n\n`;
  const pieces = Array.from({ length: Math.ceil(long.length / 1000) }, (_, at) =>
    long.slice(at * 1000, (at + 1) * 1000),
  );
  expect(read(pieces)).toEqual({ asked: [], at: pieces.length - 1, hasAnswer: true });
});
