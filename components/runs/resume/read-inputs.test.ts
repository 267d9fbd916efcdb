import { expect, test } from "vitest";
import { readInputs, typedOf } from "./read-inputs.ts";

test("typed words become values of the field's kind", () => {
  const fields = [
    { name: "question", kind: "text" },
    { name: "count", kind: "number" },
    { name: "extra", kind: "json", optional: true },
    { name: "flag", kind: "boolean" },
  ] as const;
  const typed = { question: "Why?", count: "3", extra: "", flag: true };
  expect(readInputs(fields, typed)).toEqual({ values: { question: "Why?", count: 3, flag: true }, problems: {} });
  expect(readInputs(fields, { count: "x", extra: "{" }).problems).toEqual({
    question: "Enter a value.",
    count: "Enter a number.",
    extra: 'Enter JSON, for example {"name": "value"}.',
  });
});

test("a switch that was left off is false, and one that was switched back too", () => {
  const urgent = { name: "urgent", kind: "boolean" } as const;
  expect(readInputs([urgent], {})).toEqual({ values: { urgent: false }, problems: {} });
  expect(readInputs([urgent], { urgent: false }).values).toEqual({ urgent: false });
  expect(readInputs([{ ...urgent, optional: true }], {}).values).toEqual({ urgent: false });
  expect(readInputs([{ ...urgent, default: true }], {}).values).toEqual({ urgent: true });
});

test("no digit of a number is lost on the way", () => {
  const fields = [
    { name: "id", kind: "number" },
    { name: "order", kind: "json" },
  ] as const;
  const { values } = readInputs(fields, { id: "7615917337495251231", order: '{"id": 7615917337495251231}' });
  expect(values).toEqual({ id: 7615917337495251231n, order: { id: 7615917337495251231n } });
  expect(typedOf(values)).toEqual({ id: "7615917337495251231", order: '{\n  "id": 7615917337495251231\n}' });
  expect(readInputs(fields, { id: " ", order: "1" }).problems).toEqual({ id: "Enter a number." });
});

test("a default that was left alone is sent as it is shown; a box that was emptied is not", () => {
  const fields = [{ name: "question", kind: "text", default: "Why?" }] as const;
  expect(readInputs(fields, {}).values).toEqual({ question: "Why?" });
  expect(readInputs(fields, { question: "" }).values).toEqual({});
});

test("a switch that was left off is sent as false, whether it must be given or may be left out", () => {
  const fields = [
    { name: "urgent", kind: "boolean" },
    { name: "draft", kind: "boolean", optional: true },
    { name: "polite", kind: "boolean", default: true },
  ] as const;
  expect(readInputs(fields, {})).toEqual({ values: { urgent: false, draft: false, polite: true }, problems: {} });
});

test("a file that must be given is asked for as a file", () => {
  expect(readInputs([{ name: "invoice", kind: "file" }], {}).problems).toEqual({ invoice: "Choose a file." });
});
