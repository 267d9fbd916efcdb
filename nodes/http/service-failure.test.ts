import { expect, test } from "vitest";
import { serviceFailure } from "./service-failure.ts";

const asked = { title: "POST /rate of Books", retryOn: [429, 503] };
const said = (status: number, body: unknown, headers = {}) =>
  serviceFailure(asked, {
    status,
    headers: new Headers(headers),
    body: typeof body === "string" ? body : JSON.stringify(body),
    data: new Uint8Array(),
  });

test.each([
  [
    { detail: [{ type: "missing", loc: ["body", "user", 0, "name"], msg: "Field required", input: { secret: 1 } }] },
    "“user[0].name”: Field required.",
  ],
  [
    {
      detail: [
        { loc: ["query", "count"], msg: "Input should be a valid integer" },
        { loc: ["path", "id"], msg: "No" },
      ],
    },
    "“count”: Input should be a valid integer. “id”: No.",
  ],
  [{ detail: "There is no book 7" }, "There is no book 7."],
  [
    { title: "Out of stock", detail: "Two are left.", errors: [{ pointer: "#/count", detail: "Ask for less" }] },
    "Out of stock. Two are left. “count”: Ask for less.",
  ],
  [
    { title: "Invalid", "invalid-params": [{ name: "age", reason: "must be positive" }] },
    "Invalid. “age”: must be positive.",
  ],
  [
    { title: "One or more errors", errors: { Name: ["Too long.", "No digits."] } },
    "One or more errors. “Name”: Too long. No digits.",
  ],
  [{ error: { message: "Model overloaded", code: 7 } }, "Model overloaded."],
  [{ error: "model not found" }, "model not found."],
  [{ odd: 1 }, '{"odd":1}'],
  ['Traceback (most recent call last):\n  File "/srv/x.py"\nValueError: bad shape', "ValueError: bad shape"],
  ["<html><style>x{}</style><h1>Bad gateway</h1></html>", "Bad gateway"],
])("%j", (body, sentence) => {
  expect(said(422, body).userMessage).toBe(`POST /rate of Books returned 422: ${sentence}`);
});

test("whether it may be tried again follows from the status, and when from the server", () => {
  expect(said(429, "", { "retry-after": "3" })).toMatchObject({ canRetry: true, retryAfterMs: 3000 });
  expect(said(500, "")).toMatchObject({ canRetry: false, userMessage: "POST /rate of Books returned 500." });
  expect(said(401, { detail: "No token" }).userMessage).toContain("Check the credential of this node.");
  expect(said(401, "", { "www-authenticate": 'Digest realm="x", qop="auth"' }).userMessage).toMatch(
    /sign-in by Digest, which/,
  );
  expect(said(401, "", { "www-authenticate": 'Negotiate, Basic realm="x"' }).userMessage).toContain(
    "Check the credential",
  );
});
