import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson } from "../values/exact-json.ts";
import type { Json } from "../values/json.ts";
import { valueSchemas } from "../values/values.ts";
import { PortKind, portKinds } from "./port-kinds.ts";
import { canConnect, coerce } from "./ports.ts";

const samples: Record<PortKind, Json> = {
  text: "12",
  number: 3.5,
  boolean: true,
  json: { a: [1, null] },
  message: { role: "assistant", content: "hello" },
  messages: [
    { role: "user", content: "hi" },
    { role: "assistant", content: "hello" },
  ],
  document: { text: "a chunk", metadata: {} },
  documents: [
    { text: "one", metadata: {} },
    { text: "two", metadata: { page: 2 } },
  ],
  file: { id: "f1", name: "a.txt", mime: "text/plain", bytes: 3 },
  any: "anything",
};

describe("connecting", () => {
  test("equal kinds and any always fit, without a coercion", () => {
    for (const kind of PortKind.options) {
      expect(canConnect(kind, kind)).toEqual({ ok: true, coerced: false });
      expect(canConnect(kind, "any").ok).toBe(true);
      expect(canConnect("any", kind).ok).toBe(true);
    }
  });

  test("a refusal names both kinds", () => {
    expect(canConnect("file", "text")).toEqual({ ok: false, reason: "File does not fit a Text input." });
    expect(canConnect("boolean", "documents").ok).toBe(false);
  });

  test("whatever may be connected arrives as the kind the input asks for", () => {
    for (const from of PortKind.options) {
      for (const to of PortKind.options) {
        if (from === "any" || (from === "json" && to === "number")) continue;
        if (!canConnect(from, to).ok) continue;
        const arrived = coerce(samples[from] === "12" && to === "json" ? "12" : samples[from], from, to);
        expect(valueSchemas[to].safeParse(arrived), `${from} → ${to}`).toMatchObject({ success: true });
      }
    }
  });

  test("JSON survives the way through text and back", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        // A bare string is text already and stays as it is; nothing is an empty text.
        fc.pre(typeof value !== "string" && value !== null);
        const there = coerce(parseJson(JSON.stringify(value)), "json", "text");
        expect(coerce(there, "text", "json")).toEqual(parseJson(JSON.stringify(value)));
      }),
    );
  });

  test("nothing is an empty text, and an empty text is not JSON", () => {
    for (const kind of ["text", "message", "document"] as const) {
      expect(JSON.stringify(coerce(coerce(null, "json", "text"), "text", kind))).not.toContain("null");
    }
    expect(() => coerce("", "text", "json")).toThrow(/not JSON/);
  });

  test("text that is no JSON or no number is refused with the text in the message", () => {
    expect(() => coerce("{oops", "text", "json")).toThrow(/not JSON: \{oops/);
    expect(() => coerce("many", "text", "number")).toThrow(/not a number: many/);
    expect(() => coerce("  ", "text", "number")).toThrow(/not a number/);
  });

  test("documents become text as their chunks, one paragraph each", () => {
    expect(coerce(samples.documents, "documents", "text")).toBe("one\n\ntwo");
  });

  test("every kind has a title, a colour and a shape, and no two kinds look the same but singular and plural", () => {
    const looks = PortKind.options.map((kind) => `${portKinds[kind].color} ${portKinds[kind].shape}`);
    expect(new Set(looks).size).toBe(PortKind.options.length - 2);
  });
});
