import { expect, test } from "vitest";
import { PatchbayError } from "../../lib/errors.ts";
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
  expect(await retry(short, { signal, onAway })).toBe(3);
  const long = async () => {
    now += 4000;
    throw away;
  };
  const failure = await retry(long, { signal, onAway }).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: "unavailable", isOwnOutage: true, cause: away });
  expect(failure).toMatchObject({ retryAfterMs: expect.any(Number) });
});

test("in a long outage one call at a time finds out whether it is over, and the others do not wait for it", async () => {
  let now = 0;
  const retry = makeRetryWhileAway(() => now);
  const fail = async () => {
    now += 6000;
    throw away;
  };
  const calling = async () => await retry(fail, { signal, onAway }).catch((error: unknown) => error);
  await calling();
  const answer = Promise.withResolvers<string>();
  const probe = retry(() => answer.promise, { signal, onAway });
  let isCalled = false;
  const other = async () => {
    isCalled = true;
    return "other";
  };
  await expect(retry(other, { signal, onAway })).rejects.toMatchObject({ isOwnOutage: true });
  expect(isCalled).toBe(false);
  answer.resolve("back");
  expect(await probe).toBe("back");
  expect(await retry(other, { signal, onAway })).toBe("other");
});

test("what Kafka refuses is thrown as it is, and ends an outage", async () => {
  const retry = makeRetryWhileAway();
  const refused = new PatchbayError("too_large", "too large");
  await expect(retry(() => Promise.reject(refused), { signal, onAway })).rejects.toBe(refused);
});
