import { expect, test } from "vitest";
import { makeSharedAsk } from "./share-asks.ts";

test("fifty who ask the same at a time are one question, and a later one is another", async () => {
  let count = 0;
  const share = makeSharedAsk<number>(20);
  const here = {};
  const ask = async () => ++count;
  expect(await Promise.all(Array.from({ length: 50 }, () => share(here, "ada", ask)))).toEqual(Array(50).fill(1));
  expect(await share(here, "bea", ask)).toBe(2);
  expect(await share({}, "ada", ask)).toBe(3);
  await expect.poll(() => share(here, "ada", ask)).toBe(4);
});

test("a refusal is shared, and forgotten like an answer", async () => {
  const share = makeSharedAsk<string>(20);
  const here = {};
  const refuse = () => Promise.reject(new Error("gone"));
  const [first, second] = [share(here, "ada", refuse), share(here, "ada", async () => "here")];
  await expect(first).rejects.toThrow("gone");
  await expect(second).rejects.toThrow("gone");
  await expect.poll(() => share(here, "ada", async () => "here").catch(() => "gone")).toBe("here");
});
