import { expect, test } from "vitest";
import { binaryColumn } from "./binary-column.ts";

test("a column is Postgres's binary array: head, then each value behind its length", () => {
  const hex = binaryColumn("text", ["a", null, "é"])?.toString("hex");
  const head = "00000001" + "00000001" + "00000019" + "00000003" + "00000001";
  expect(hex).toBe(`${head}0000000161${"ffffffff"}00000002c3a9`);
  expect(binaryColumn("int", [-2])?.toString("hex").slice(40)).toBe("00000004fffffffe");
});

test("letters of one byte and of several are written alike", () => {
  const [plain, mixed] = [
    ["", "abc", null],
    ["", "abc", null, "語"],
  ].map((cells) => binaryColumn("text", cells));
  expect(mixed?.subarray(20, plain?.length).toString("hex")).toBe(plain?.subarray(20).toString("hex"));
});

test("a column without a value is none, and numbers that are none are null", () => {
  expect(binaryColumn("json", [null, undefined])).toBeNull();
  expect(binaryColumn("float8", [Number.NaN, Number.POSITIVE_INFINITY, 1])?.toString("hex").slice(40)).toBe(
    "ffffffffffffffff000000083ff0000000000000",
  );
});

test("what the column cannot hold throws before anything is sent", () => {
  expect(() => binaryColumn("int", [1.5])).toThrow(RangeError);
  expect(() => binaryColumn("int", [2 ** 31])).toThrow(RangeError);
  expect(() => binaryColumn("real", [1e39])).toThrow(RangeError);
  expect(() => binaryColumn("json", [{ a: () => 1 }])).not.toThrow();
});

test.each([
  ["int", 7n],
  ["int", "7"],
  ["float8", 7n],
  ["float8", new Date(0)],
  ["real", true],
  ["boolean", "yes"],
  ["boolean", 1],
] as const)("a value of another type in a column of %s is not null in silence: %s", (type, cell) => {
  expect(() => binaryColumn(type, [cell])).toThrow(TypeError);
});
