import { expect, test } from "vitest";
import { boundedThread } from "./bounded-thread.ts";

const script = new URL("../../tests/helpers/peers/answering-thread.ts", import.meta.url);
const never = new AbortController().signal;

test("answers what is asked together, each its own", async () => {
  const thread = boundedThread({ script, seconds: 5, memoryMb: 64 });
  const asked = Array.from({ length: 250 }, (_, index) => thread.ask({ say: index }, never));
  expect(await Promise.all(asked)).toEqual(asked.map((_, index) => ({ answer: index })));
});

test("gives up the question that hangs, and asks those around it again", async () => {
  const thread = boundedThread({ script, seconds: 2, memoryMb: 64 });
  const asked = [{ say: 1 }, { say: 2 }, { hang: true }, { say: 3 }].map((one) => thread.ask(one, never));
  expect(await Promise.all(asked)).toEqual([
    { answer: 1 },
    { answer: 2 },
    { gaveUp: "it takes longer than 2 seconds" },
    { answer: 3 },
  ]);
});

test("the start of the thread counts against no question", async () => {
  const thread = boundedThread({ script, seconds: 0.01, memoryMb: 64 });
  expect(await thread.ask({ say: 1 }, never)).toEqual({ answer: 1 });
});

test("a question that is slow but gets on does not make those behind it late", async () => {
  const thread = boundedThread({ script, seconds: 3, memoryMb: 64 });
  // Together they take longer than one may; each has time to spare on a busy machine.
  const slow = Array.from({ length: 4 }, () => thread.ask({ workMs: 1000 }, never));
  expect(await Promise.all(slow)).toEqual(slow.map(() => ({ answer: "done" })));
});

test("one that is stopped before its turn is not asked", async () => {
  const thread = boundedThread({ script, seconds: 5, memoryMb: 64 });
  await expect(thread.ask({ say: 1 }, AbortSignal.abort())).rejects.toMatchObject({ code: "cancelled" });
  expect(await thread.ask({ say: 2 }, never)).toEqual({ answer: 2 });
});
