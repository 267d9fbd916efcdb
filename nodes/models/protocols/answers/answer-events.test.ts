import { expect, test } from "vitest";
import { answerEvents } from "./answer-events.ts";

const text = "One \u2028two\u2029three\u0085four";

async function read(answer: string, size: number): Promise<unknown[]> {
  const bytes = new TextEncoder().encode(answer);
  const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.slice(at * size, (at + 1) * size),
  );
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(piece);
      controller.close();
    },
  });
  const events: unknown[] = [];
  for await (const event of answerEvents(body)) events.push(event);
  return events;
}

test.each([
  ["a line of JSON each", "\n", ""],
  ["server-sent events", "\n\n", "data: "],
  ["server-sent events of Windows", "\r\n\r\n", "data:"],
])("%s end at the ends of lines of their format alone, wherever they are cut", async (_, end, begin) => {
  const answer = [{ part: text }, { part: "end" }].map((one) => `${begin}${JSON.stringify(one)}${end}`).join("");
  for (const size of [1, 7, 10_000]) expect(await read(answer, size)).toEqual([{ part: text }, { part: "end" }]);
});
