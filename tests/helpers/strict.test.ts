import { expect, test } from "vitest";

test("a regular expression in what is expected must match", () => {
  expect({ message: "The model answered." }).toMatchObject({ message: /answered/ });
  expect(() => expect({ message: "The model answered." }).toMatchObject({ message: /refused/ })).toThrow();
  expect(() => expect([{ message: "" }]).toMatchObject([{ message: /refused/ }])).toThrow();
  expect(() => expect({ message: 5 }).toMatchObject({ message: /5/ })).toThrow();
  expect({ pattern: /a/ }).toEqual({ pattern: /a/ });
  expect(() => expect({ pattern: /a/ }).toEqual({ pattern: /b/ })).toThrow();
});
