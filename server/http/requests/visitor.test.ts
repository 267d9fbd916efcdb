import { expect, test } from "vitest";
import { markVisitor, visitorOf } from "./visitor.ts";

test("a page knows who asks, whatever the request says of it", () => {
  const headers = { "x-patchbay-visitor": "192.0.2.1", accept: "text/html" };
  markVisitor(headers, "198.51.100.7");
  expect(visitorOf(new Headers(headers))).toBe("198.51.100.7");
});
