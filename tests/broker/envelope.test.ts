import { expect, test } from "vitest";
import { openEnvelope, sealedEnvelope } from "../../platform/broker/envelope.ts";

const value = { text: "for our eyes only", list: [1, null, { deep: true }], id: 7615917337495251231n };

test("a sealed envelope is read with its secret, and not without", () => {
  const ours = sealedEnvelope("our secret");
  const closed = ours.close(value);
  expect(typeof closed).toBe("string");
  expect(JSON.stringify(closed)).not.toContain("eyes");
  expect(ours.open(closed)).toEqual(value);
  expect(sealedEnvelope("our secret").open(closed), "another process").toEqual(value);
  expect(ours.close(value), "twice the same looks different").not.toBe(closed);
  expect(sealedEnvelope("their secret").open(closed)).toBeUndefined();
  const [first, ...rest] = String(closed);
  for (const bad of [undefined, "", "AAAA", value, `${first === "A" ? "B" : "A"}${rest.join("")}`]) {
    expect(ours.open(bad)).toBeUndefined();
  }
});

test("an open one passes values through", () => {
  expect(openEnvelope.open(openEnvelope.close(value))).toEqual(value);
  expect(openEnvelope.open(undefined)).toBeUndefined();
});
