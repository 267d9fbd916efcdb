import { expect, test } from "vitest";
import { boxesOf, dropUnknown, editInputs, nothingEdited, withSwitchesOff } from "./edited-inputs.ts";

const fields = [
  { name: "question", kind: "text" },
  { name: "limit", kind: "number", optional: true },
  { name: "filter", kind: "json" },
] as const;
const inputs = { question: "Why?", limit: 3, filter: { year: 2020 } };
const edit = (boxes: object, edited = nothingEdited) =>
  editInputs({ fields, inputs, edited }, { ...boxesOf(inputs, edited), ...boxes });

test("only what was touched is sent", () => {
  expect(edit({ question: "How?" }).values).toEqual({ question: "How?" });
  expect(edit({ limit: "4" }, edit({ question: "How?" })).values).toEqual({ question: "How?", limit: 4 });
});

test("a box keeps what was typed, also while it cannot be read yet", () => {
  const half = edit({ filter: '{"year"' });
  expect(boxesOf(inputs, half).filter).toBe('{"year"');
  expect(half.values).toEqual({});
  expect(half.problems).toHaveProperty("filter");
  expect(boxesOf(inputs, edit({ limit: "1." })).limit).toBe("1.");
});

test("an optional box that was emptied is sent as nothing, one that is needed is asked for", () => {
  expect(edit({ limit: "" }).values).toEqual({ limit: null });
  expect(edit({ question: "" })).toMatchObject({ values: {}, problems: { question: "Enter a value." } });
});

test("what the other version does not ask for is dropped, and nothing else", () => {
  const edited = edit({ question: "How?", limit: "4" });
  expect(dropUnknown(edited, fields)).toBe(edited);
  expect(dropUnknown(edited, fields.slice(0, 1))).toMatchObject({
    typed: { question: "How?" },
    values: { question: "How?" },
  });
});

test("a switch that is asked for and left alone is sent as off; one that was given stays as it was", () => {
  const switches = [
    { name: "urgent", kind: "boolean" },
    { name: "polite", kind: "boolean" },
  ] as const;
  const problems = { urgent: "Enter a value.", question: "Enter a value." };
  const asked = { fields: switches, inputs: { polite: true }, edited: nothingEdited };
  const next = withSwitchesOff(asked, problems);
  expect(next).toEqual({ typed: { urgent: false }, values: { urgent: false }, problems: {} });
  expect(withSwitchesOff({ ...asked, edited: next }, problems)).toBe(next);
});
