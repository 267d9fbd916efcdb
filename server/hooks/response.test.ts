import { expect, test } from "vitest";
import { responseOf } from "./response.ts";

test("an output without the fields of a response is answered as JSON", () => {
  expect(responseOf({ text: "hi", n: 12345678901234567890n })).toEqual({
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: '{"text":"hi","n":12345678901234567890}',
  });
});

test("status, headers and body make the response", () => {
  const headers = { "Content-Type": "text/html", "X-Total": 3 };
  expect(responseOf({ status: 201, headers, body: "<b>hi</b>" })).toEqual({
    status: 201,
    headers: { "content-type": "text/html", "x-total": "3" },
    body: "<b>hi</b>",
  });
  expect(responseOf({ status: "404", body: { a: 1 } })).toMatchObject({ status: 404, body: '{"a":1}' });
  expect(responseOf({ status: 204 })).toEqual({ status: 204, headers: {}, body: "" });
  expect(responseOf({ status: 42, body: "x" }).status).toBe(200);
});

test("headers of the connection, of security and of cookies are not the pipeline's to set", () => {
  const headers = {
    ...{ "Set-Cookie": "session=1", "Content-Security-Policy": "", "X-Frame-Options": "ALLOW", Connection: "close" },
    ...{ "Access-Control-Allow-Origin": "*", "Content-Length": "1", "Clear-Site-Data": '"*"', "X-A": "a\r\nb: c" },
  };
  expect(responseOf({ headers, body: "x" }).headers).toEqual({ "content-type": "text/plain; charset=utf-8" });
});

test("no header gives an order to a proxy in front", () => {
  const names = [
    "X-Accel-Redirect",
    "X-Accel-Expires",
    "X-Sendfile",
    "X-LIGHTTPD-send-file",
    "X-Lighttpd-Send-Tempfile",
  ];
  const headers = Object.fromEntries([...names, "X-Reproxy-URL"].map((name) => [name, "/etc/passwd"]));
  expect(responseOf({ headers: { ...headers, "X-Total": "1" } }).headers).toEqual({ "x-total": "1" });
});
