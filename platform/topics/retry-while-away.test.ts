import { expect, onTestFinished, test, vi } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
import { TakenOver } from "./kafka/kafka-effects.ts";
import { asTopicError } from "./kafka/kafka-errors.ts";
import { makeRetryWhileAway } from "./retry-while-away.ts";

const away = new PatchbayError("unavailable", "away");
const signal = new AbortController().signal;
const onAway = () => {};

test("a short outage is waited out, and one that lasts gives its caller back, with when to come again", async () => {
  let now = 0;
  const retry = makeRetryWhileAway(() => now);
  let calls = 0;
  const short = async () => {
    calls += 1;
    if (calls < 3) throw away;
    return calls;
  };
  expect(await retry(short, { topic: "a", signal, onAway })).toBe(3);
  const long = async () => {
    now += 4000;
    throw away;
  };
  const failure = await retry(long, { topic: "a", signal, onAway }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "unavailable", isOwnOutage: true, cause: away });
  // All have come again ten seconds after the end of an outage, one call of which takes a moment.
  expect(failure).toMatchObject({ retryAfterMs: expect.toSatisfy((ms: number) => ms >= 4000 && ms <= 8000) });
});

test("an outage is as long as the call that failed: a client that tries for long by itself is not asked twice", async () => {
  let now = 0;
  const retry = makeRetryWhileAway(() => now);
  let calls = 0;
  const patient = async () => {
    calls += 1;
    now += 40_000;
    throw away;
  };
  await expect(retry(patient, { topic: "a", signal, onAway })).rejects.toMatchObject({ isOwnOutage: true });
  expect(calls).toBe(1);
});

test("in a long outage one call at a time finds out whether it is over, and the others do not wait for it", async () => {
  let now = 0;
  const retry = makeRetryWhileAway(() => now);
  const fail = async () => {
    now += 6000;
    throw away;
  };
  const calling = async () => await retry(fail, { topic: "a", signal, onAway }).catch((error: unknown) => error);
  await calling();
  const answer = Promise.withResolvers<string>();
  const probe = retry(() => answer.promise, { topic: "a", signal, onAway });
  let isCalled = false;
  const other = async () => {
    isCalled = true;
    return "other";
  };
  await expect(retry(other, { topic: "a", signal, onAway })).rejects.toMatchObject({ isOwnOutage: true });
  expect(isCalled).toBe(false);
  // Another topic has partitions of its own, and a call that never ends keeps the others back for a quarter of a minute.
  expect(await retry(other, { topic: "b", signal, onAway })).toBe("other");
  now += 15_001;
  expect(await retry(other, { topic: "a", signal, onAway })).toBe("other");
  answer.resolve("back");
  expect(await probe).toBe("back");
  expect(await retry(other, { topic: "a", signal, onAway })).toBe("other");
});

test("what Kafka refuses is thrown as it is, and ends an outage", async () => {
  const retry = makeRetryWhileAway();
  const refused = new PatchbayError("too_large", "too large");
  await expect(retry(() => Promise.reject(refused), { topic: "a", signal, onAway })).rejects.toBe(refused);
});

const fencedOff = asTopicError(Object.assign(new Error("fenced"), { type: "PRODUCER_FENCED" }));
test.each([
  ["fenced off by another worker", fencedOff],
  ["taken over by another worker", new TakenOver()],
])("a publication that was %s is tried again, and is no outage of Kafka", async (_, contended) => {
  let now = 0;
  const retry = makeRetryWhileAway(() => now);
  const reported: unknown[] = [];
  const options = { topic: "a", signal, onAway: (error: unknown) => reported.push(error) };
  let calls = 0;
  const once = async () => {
    calls += 1;
    if (calls === 1) throw contended;
    return "sent";
  };
  expect(await retry(once, options)).toBe("sent");
  const lasting = async () => {
    now += 6000;
    throw contended;
  };
  const failure = await retry(lasting, options).catch((error: unknown) => error);
  expect(failure).toMatchObject({ isOwnOutage: true, cause: contended });
  expect(failure).toMatchObject({ userMessage: expect.stringContaining("Another worker") });
  // The topic is there for all others, at once.
  expect(await retry(async () => "other", options)).toBe("other");
  expect(reported).toEqual([]);
});

test("a call that says nothing gives its caller back in a few seconds, goes on, and tells the next ones how it is", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const retry = makeRetryWhileAway();
  const reported: unknown[] = [];
  const options = { topic: "a", signal, onAway: (error: unknown) => reported.push(error) };
  const answer = Promise.withResolvers<string>();
  const failure = retry(() => answer.promise, options).catch((error: unknown) => error);
  await vi.advanceTimersByTimeAsync(6000);
  expect(await failure).toMatchObject({ isOwnOutage: true, retryAfterMs: expect.any(Number) });
  expect(await failure).toMatchObject({ userMessage: expect.stringMatching(/^Kafka, .* cannot be reached\./) });
  expect(reported).toHaveLength(1);
  let calls = 0;
  const next = async () => {
    calls += 1;
    return "next";
  };
  // The first call still finds out: no other one is made beside it.
  await expect(retry(next, options)).rejects.toMatchObject({ isOwnOutage: true });
  expect(calls).toBe(0);
  answer.resolve("back");
  await answer.promise;
  expect(await retry(next, options)).toBe("next");
});

test("a call that fails when its caller has gone leaves the next one to find out, and one that is refused ends the outage", async () => {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const retry = makeRetryWhileAway();
  const options = { topic: "a", signal, onAway };
  const answers = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const call = async (ms: number) => {
    const failure = retry(() => answers.at(0)!.promise, options).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(ms);
    return await failure;
  };
  expect(await call(6000)).toMatchObject({ isOwnOutage: true });
  const [first] = answers.splice(0, 1);
  first?.reject(away);
  await vi.advanceTimersByTimeAsync(0);
  // In an outage that is known, a step is at work for a moment only.
  expect(await call(1500)).toMatchObject({ isOwnOutage: true });
  answers[0]?.reject(new PatchbayError("too_large", "too large"));
  await vi.advanceTimersByTimeAsync(0);
  expect(await retry(async () => "sent", options)).toBe("sent");
});
