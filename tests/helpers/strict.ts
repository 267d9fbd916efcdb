import { format } from "node:util";
import { afterEach, beforeEach, expect, vi } from "vitest";

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
