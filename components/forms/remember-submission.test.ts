import { expect, test } from "vitest";
import { keyFor } from "./remember-submission.ts";

const photo = (name: string) => new File(["abc"], name, { lastModified: 1 });
const answers = (message: string, file = photo("a.png")) => ({
  values: { message },
  files: new Map([["photo", file]]),
});

test("the same answers go under the same key however often they are tried", () => {
  const first = keyFor({ key: "of the page" }, answers("Hello"));
  expect(keyFor(first, answers("Hello"))).toEqual(first);
});

test("answers that were changed after a try, and those of a copy of the tab, go under a key of their own", () => {
  const page = { key: "of the page" };
  const first = keyFor(page, answers("Hello"));
  const keys = [
    first,
    keyFor(page, answers("Hello")),
    keyFor(first, answers("Hello!")),
    keyFor(first, answers("Hello", photo("b.png"))),
  ].map(({ key }) => key);
  expect(new Set([...keys, page.key]).size).toBe(5);
});
