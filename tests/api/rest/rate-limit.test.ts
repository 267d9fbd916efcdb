import type { LightMyRequestResponse } from "fastify";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openTestServer } from "../test-server.ts";

// The minute in which requests are counted does not pass, however long they take here.
beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }));
afterEach(() => void vi.useRealTimers());

const url = "/api/v1/pipelines";
const perAddress = 3000;

/** Asks as often as one address may, and once more; answers the refusal. */
async function askUntilLimited(ask: (asked: number) => Promise<LightMyRequestResponse>) {
  for (let asked = 0; asked < perAddress; asked++) expect((await ask(asked)).statusCode).toBe(401);
  const last = await ask(perAddress);
  expect(last.statusCode).toBe(429);
  return last;
}

test("an address without a key is told to wait when it asks without end; a key is not held back by it", async () => {
  await using testServer = await openTestServer();
  const ada = await testServer.tenant("ada");
  const ask = (headers: Record<string, string> = {}) => testServer.http.inject({ url, headers });
  const last = await askUntilLimited(() => ask());
  expect(last.json()).toMatchObject({ code: "too_many", message: expect.stringContaining("Try again in") });
  expect(Number(last.headers["retry-after"])).toBeGreaterThan(0);
  expect((await ask({ "x-forwarded-for": "203.0.113.9" })).statusCode).toBe(429);
  expect((await ask({ authorization: `Bearer ${ada.key}` })).statusCode).toBe(200);
});

/** What a caller wrote into X-Forwarded-For himself is not believed. */
test.each([
  { proxies: "1", chain: "203.0.113.7" },
  { proxies: "2", chain: "203.0.113.7, 192.0.2.1" },
])("behind $proxies: another forged address is no way around the limit", async ({ proxies, chain }) => {
  await using server = await openTestServer({ TRUST_PROXY: proxies });
  const ask = (before: string, after = chain) =>
    server.http.inject({ url, headers: { "x-forwarded-for": `${before}, ${after}` } });
  await askUntilLimited((asked) => ask(`198.51.100.${asked % 250}`));
  expect((await ask("198.51.100.1", chain.replace("203.0.113.7", "203.0.113.8"))).statusCode).toBe(401);
});
