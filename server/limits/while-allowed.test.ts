import { expect, test } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
import { whileAllowed } from "./while-allowed.ts";

const never = async function* () {
  await new Promise(() => {});
  yield 1;
};
const collect = async (events: AsyncIterable<number>) => {
  const all: number[] = [];
  for await (const event of events) all.push(event);
  return all;
};

test("a stream with no events ends with the reason once its reader has lost access", async () => {
  const gone = new PatchbayError("not_found", "This link does not work.");
  await expect(collect(whileAllowed(never(), () => Promise.reject(gone), 5))).rejects.toBe(gone);
});

test("a check that fails for another reason ends nothing, and is made again", async () => {
  let checks = 0;
  const check = async () => {
    checks += 1;
    if (checks < 3) throw new PatchbayError("unavailable", "The database is away.");
    if (checks < 4) throw new Error("broken");
    throw new PatchbayError("forbidden", "You may not.");
  };
  await expect(collect(whileAllowed(never(), check, 5))).rejects.toThrow("You may not.");
  expect(checks).toBe(4);
});

test("events come as they are, and the source is let go of by a reader that leaves", async () => {
  let isOpen = true;
  async function* source() {
    try {
      yield* [1, 2, 3];
    } finally {
      isOpen = false;
    }
  }
  const fine = async () => {};
  expect(await collect(whileAllowed(source(), fine))).toEqual([1, 2, 3]);
  isOpen = true;
  for await (const event of whileAllowed(source(), fine)) if (event === 2) break;
  await expect.poll(() => isOpen).toBe(false);
});
