/** Who calls, behind proxies of our own: what a caller wrote into X-Forwarded-For himself is not believed. */
import { expect, test } from "vitest";
import { openTestServer } from "./test-server.ts";

const forged = "198.51.100.1";
const url = "/api/v1/openapi.json";

test.each([
  { proxies: "1", chain: "203.0.113.7" },
  { proxies: "2", chain: "203.0.113.7, 192.0.2.1" },
])("behind $proxies: another forged address is no way around the rate limit", async ({ proxies, chain }) => {
  await using server = await openTestServer({ TRUST_PROXY: proxies });
  const ask = (before: string, after = chain) =>
    server.http.inject({ url, headers: { "x-forwarded-for": `${before}, ${after}` } });
  let last = await ask(forged);
  for (let asked = 1; asked <= 3000 && last.statusCode === 200; asked++) last = await ask(`198.51.100.${asked % 250}`);
  expect(last.statusCode).toBe(429);
  const other = await ask(forged, chain.replace("203.0.113.7", "203.0.113.8"));
  expect(other.statusCode).toBe(200);
});
