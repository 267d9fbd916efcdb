import { expect, test } from "vitest";
import { asPatchbayError } from "./errors.ts";

test("anything thrown becomes an error with a text, also what has none", () => {
  const hostile = {
    toString() {
      throw new Error("no text");
    },
  };
  const unreadable = new Error("x");
  Object.defineProperty(unreadable, "message", {
    get() {
      throw new Error("no text");
    },
  });
  const numbered = Object.assign(new Error("x"), { message: 7 });
  for (const thrown of [Object.create(null), hostile, unreadable, Symbol("s"), undefined, null, 7n, numbered]) {
    const { code, userMessage } = asPatchbayError(thrown, "node");
    expect(code).toBe("node_failed");
    expect(typeof userMessage).toBe("string");
  }
  expect(asPatchbayError("plain", "node").userMessage).toBe("plain");
  expect(asPatchbayError(Object.create(null)).code).toBe("internal");
});
