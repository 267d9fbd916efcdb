import { expect, test } from "vitest";
import { openTestServer } from "./test-server.ts";

test("an address without a key is told to wait when it asks without end; a key is not held back by it", async () => {
  await using testServer = await openTestServer();
  const ada = await testServer.tenant("ada");
  const url = "/api/v1/openapi.json";
  let last = await testServer.http.inject({ url });
  for (let asked = 1; asked <= 3000 && last.statusCode === 200; asked++) last = await testServer.http.inject({ url });
  expect(last.statusCode).toBe(429);
  expect(last.json()).toMatchObject({ code: "too_many", message: expect.stringContaining("Try again in") });
  expect(Number(last.headers["retry-after"])).toBeGreaterThan(0);
  const forged = await testServer.http.inject({ url, headers: { "x-forwarded-for": "203.0.113.9" } });
  expect(forged.statusCode).toBe(429);
  const keyed = await testServer.http.inject({ url, headers: { authorization: `Bearer ${ada.key}` } });
  expect(keyed.statusCode).toBe(200);
});
