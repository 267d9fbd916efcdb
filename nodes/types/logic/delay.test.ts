import { expect, test } from "vitest";
import { runExample, runNode } from "../../../tests/helpers/node.ts";
import { delay } from "./delay.ts";

async function wait(inputs: Record<string, string>, config = {}): Promise<number[]> {
  const slept: number[] = [];
  const sleep = async (ms: number) => void slept.push(ms);
  const { outputs } = await runNode(delay, { config, inputs: { value: "a", ...inputs }, call: { sleep } });
  expect(outputs).toEqual({ value: "a" });
  return slept;
}

test("a delay takes its seconds, or waits until a time; a time that is past is no wait", async () => {
  expect(await wait({}, { seconds: 1.5 })).toEqual([1500]);
  const [ms] = await wait({ until: new Date(Date.now() + 90_000).toISOString() });
  expect(ms).toBeGreaterThan(88_000);
  expect(ms).toBeLessThanOrEqual(90_000);
  expect(await wait({ until: "2020-01-01" })).toEqual([0]);
});

test("a delay says what is wrong with a time", async () => {
  await expect(wait({ until: "soon" })).rejects.toMatchObject({
    code: "bad_input",
    userMessage: /“soon” is not a date/,
  });
  await expect(wait({ until: "2999-01-01" })).rejects.toMatchObject({ userMessage: /at most one year/ });
});

test.each(["60", "07.01.2027", "07/01/2027 09:00", "2027-02-31", "2027", ""])(
  "“%s” is refused, as it could mean something else",
  async (until) => {
    await expect(wait({ until })).rejects.toMatchObject({ code: "bad_input", userMessage: /Write it as 2027/ });
  },
);

test("the example of the docs", async () => {
  const waits: number[] = [];
  const sleep = async (ms: number) => void waits.push(ms);
  await runExample(delay, { call: { sleep } });
  expect(waits).toEqual([60_000]);
});
