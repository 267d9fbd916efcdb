import { setImmediate as others } from "node:timers/promises";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { coerce } from "../../../lib/ports/ports.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";
import { repeatedKey } from "../../../lib/values/keys/repeated-keys.ts";
import { readNumber } from "../../../lib/values/written/read-number.ts";
import { defineNode, port } from "../../define.ts";
import { evaluateJsonata } from "../../jsonata/evaluate.ts";
import { isTrue } from "../logic/truth.ts";
import { setField } from "./set-field.ts";

const Assignment = z.object({
  /** A path such as address.city. */
  name: z.string().min(1, "Give every field a name.").max(500),
  kind: z.enum(["text", "number", "boolean", "json"]).default("text"),
  from: z.enum(["value", "expression"]).default("value"),
  value: z.string().max(20_000).default(""),
});
type Assignment = z.infer<typeof Assignment>;

export const setFields = defineNode({
  type: "set-fields",
  version: 1,
  title: "Set fields",
  summary: "Adds, changes or picks fields of an object, each with a value or an expression.",
  category: "data",
  effect: "pure",
  icon: "text-cursor-input",
  keywords: ["edit", "set", "assign", "rename", "map", "object", "json", "variables", "change", "add", "column"],
  config: z.object({
    fields: z
      .array(Assignment)
      .max(200)
      .default([{ name: "field", kind: "text", from: "value", value: "" }])
      .meta({
        title: "Fields",
        description:
          "address.city is a field inside another, lines.0 the first of a list. An expression is JSONata and reads the value as it arrived; $ is all of it.",
        widget: "assignments",
      }),
    keep: z.enum(["all", "only these"]).default("all").meta({
      title: "Other fields",
      description: "all: they stay as they are · only these: the result has the fields above and no others",
      widget: "select",
    }),
    each: z.boolean().default(false).meta({
      title: "Each item of a list",
      description: "Of a list, the fields of each item are set.",
      widget: "toggle",
    }),
  }),
  inputs: {
    value: port("json", { title: "Value", description: "The object, or with “Each item” the list.", optional: true }),
  },
  outputs: { value: port("json", { title: "Value", description: "The object with its fields set." }) },
  docs: {
    about:
      "The Set fields node adds fields to an object, changes them or picks some of them. Each field has a name, a kind (text, number, yes or no, JSON) and either a value or a JSONata expression, which reads the object as it arrived. A name such as `address.city` is a field inside another one, which is made when it is missing, and `lines.0.total` leads into the first item of a list. Whole numbers keep all their digits. The other fields stay, or the result has only the fields that are listed. With “Each item of a list” it does so for every object of a list. Without an input it makes a new object.",
    example: {
      summary: "An order gets a total from its lines, and its city is changed.",
      config: {
        fields: [
          { name: "total", kind: "number", from: "expression", value: "$sum(lines.price)" },
          { name: "address.city", kind: "text", from: "value", value: "Ghent" },
        ],
      },
      inputs: { value: { id: 7, lines: [{ price: 30 }, { price: 12.5 }], address: { street: "Korenlei 1" } } },
      outputs: {
        value: {
          id: 7,
          lines: [{ price: 30 }, { price: 12.5 }],
          address: { street: "Korenlei 1", city: "Ghent" },
          total: 42.5,
        },
      },
    },
  },
  build: ({ config: { fields, keep, each } }) => {
    // A value is read once; one that is wrong is said before the first item.
    const ready = fields.map((field) => ({ ...field, given: field.from === "value" ? readValue(field) : undefined }));
    return async ({ value = {} }, call) => {
      const set = async (item: Json) => {
        let result: Json = keep === "all" ? item : {};
        for (const { given, ...field } of ready) {
          const found = given === undefined ? await evaluate(field, item, call) : given;
          result = setField(result, field.name.trim(), found);
        }
        return result;
      };
      if (!each) return { value: await set(checked(value, keep)) };
      if (!Array.isArray(value))
        throw refuse("“Value” is not a list. Turn off “Each item of a list”, or connect a list.");
      const items: Json[] = [];
      for (const [index, item] of value.entries()) {
        if (index % 200 === 199) await others();
        call.signal.throwIfAborted();
        items.push(await set(checked(item, keep, `Item ${index + 1}`)).catch((thrown) => rethrow(thrown, index)));
      }
      return { value: items };
    };
  },
});

/** Fields can be set on objects; what is picked by expressions alone may come from anything. */
function checked(value: Json, keep: "all" | "only these", name = "“Value”"): Json {
  if (keep === "only these" || isObject(value)) return value;
  const advice = Array.isArray(value)
    ? "Turn on “Each item of a list”, or set “Other fields” to “only these”."
    : "Connect an object, or set “Other fields” to “only these”.";
  throw refuse(`${name} is ${value === null ? "empty" : Array.isArray(value) ? "a list" : "no object"}. ${advice}`);
}

/** What is written in the settings, as its kind. */
function readValue({ name, kind, value }: Assignment): Json {
  const text = value.trim();
  if (kind === "text") return value;
  if (kind === "number") {
    const number = readNumber(text);
    if (number !== undefined) return number;
    throw refuse(`“${name}”: “${value}” is not a number. Write it as 1234.5.`);
  }
  if (kind === "boolean") {
    if (/^(true|false|yes|no)$/i.test(text)) return /^(true|yes)$/i.test(text);
    throw refuse(`“${name}”: write true or false.`);
  }
  try {
    const key = repeatedKey(text);
    if (key !== undefined) throw refuse(`“${key.slice(0, 60)}” is there twice in one object.`);
    return parseJson(text);
  } catch (cause) {
    const reason = cause instanceof PatchbayError ? cause.userMessage : "This is not valid JSON.";
    throw new PatchbayError("bad_input", `“${name}”: ${reason}`, { cause });
  }
}

/** What an expression gave, as the kind of its field; nothing stays nothing (null). */
async function evaluate({ name, kind, value }: Assignment, item: Json, call: { signal: AbortSignal }): Promise<Json> {
  try {
    const found = await evaluateJsonata(value.trim() === "" ? "$" : value, item, call);
    if (found === null || kind === "json") return found;
    return kind === "boolean" ? isTrue(found) : coerce(found, "json", kind);
  } catch (thrown) {
    if (!(thrown instanceof PatchbayError) || thrown.code !== "bad_input") throw thrown;
    throw new PatchbayError("bad_input", `“${name}”: ${thrown.userMessage}`, { cause: thrown });
  }
}

function rethrow(thrown: unknown, index: number): never {
  if (!(thrown instanceof PatchbayError) || thrown.code !== "bad_input") throw thrown;
  throw new PatchbayError("bad_input", `Item ${index + 1}: ${thrown.userMessage}`, { cause: thrown });
}

const refuse = (message: string) => new PatchbayError("bad_input", message);
