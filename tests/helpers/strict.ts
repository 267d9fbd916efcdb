import { format } from "node:util";
import { afterEach, beforeEach, expect, vi } from "vitest";

// In what is expected of an object, a regular expression stands for a text that it matches. Without this,
// toMatchObject takes every value for equal to it, since it looks at its own properties and there are none (vitest 5.1.1).
expect.addEqualityTesters([
  (received: unknown, wanted: unknown) =>
    wanted instanceof RegExp && !(received instanceof RegExp)
      ? typeof received === "string" && wanted.test(received)
      : undefined,
]);

// Whatever lands on console.error is a fault that would otherwise occur in production: it fails the test. A test
// that provokes one on purpose says so with expectConsoleError.

const spy = vi.spyOn(console, "error").mockImplementation(() => {});
let expected: RegExp[] = [];

beforeEach(() => {
  spy.mockClear();
  expected = [];
});

afterEach(() => {
  const said = spy.mock.calls.map((parts) => format(...parts));
  const stray = said.filter((line) => !expected.some((pattern) => pattern.test(line)));
  expect(stray, "console.error was called").toEqual([]);
});

export function expectConsoleError(pattern: RegExp): void {
  expected.push(pattern);
}
