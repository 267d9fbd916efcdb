import { expect, test } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
import { makePlan } from "../../lib/graph/plan.ts";
import { graphOf } from "../../tests/engine/fixtures.ts";
import { catalogue } from "../../tests/engine/scheduler/random-plan.ts";
import { canRetry, maxRetryDelayMs, retryDelay } from "./retry.ts";

const [node] = makePlan(graphOf({ a: ["root", {}, { retry: { attempts: 9, delay: 2 } }] }, []), catalogue).nodes;
const thrown = new Error("x");

test("waits double with each try, between nothing and all of it by chance, up to a minute", () => {
  if (!node) throw new Error("no node");
  expect([1, 2, 3, 4].map((attempt) => retryDelay(node, attempt, { random: 1, thrown }))).toEqual([
    2000, 4000, 8000, 16_000,
  ]);
  expect(retryDelay(node, 3, { random: 0.25, thrown })).toBe(2000);
  expect(retryDelay(node, 9, { random: 1, thrown })).toBe(60_000);
});

test("a provider's Retry-After is kept to, within reason", () => {
  if (!node) throw new Error("no node");
  const busy = (retryAfterMs: number) => new PatchbayError("provider_busy", "busy", { retryAfterMs });
  expect(retryDelay(node, 1, { random: 0, thrown: busy(7000) })).toBe(7000);
  expect(retryDelay(node, 1, { random: 1, thrown: busy(10) })).toBe(2000);
  expect(retryDelay(node, 1, { random: 0, thrown: busy(86_400_000) })).toBe(maxRetryDelayMs);
});

test("a step that waits for a part of Patchbay goes on soon after it is back, however long that took", () => {
  if (!node) throw new Error("no node");
  const away = new PatchbayError("unavailable", "away", { retryAfterMs: 5000, isOwnOutage: true });
  for (const attempt of [1, 3, 50]) expect(retryDelay(node, attempt, { random: 1, thrown: away })).toBe(5000);
});

test("a typed error says itself whether another try makes sense; an untyped one gets its tries", () => {
  expect(canRetry(thrown)).toBe(true);
  expect(canRetry(new PatchbayError("provider_busy", ""))).toBe(true);
  expect(canRetry(new PatchbayError("provider_refused", ""))).toBe(false);
  expect(canRetry(new PatchbayError("bad_input", ""))).toBe(false);
});
