import { z } from "zod";
import type { Json } from "../../../lib/values/json.ts";
import { defineNode, port } from "../../define.ts";
import { fieldOf, itemsPort, keyOf, listOf } from "./list.ts";
import { eachItem } from "./turns.ts";

export const removeDuplicates = defineNode({
  type: "remove-duplicates",
  version: 1,
  title: "Remove duplicates",
  summary: "Keeps one of the items of a list that are equal, or equal in some fields.",
  category: "data",
  effect: "pure",
  icon: "copy-x",
  keywords: ["unique", "distinct", "dedupe", "duplicates", "once", "list", "rows"],
  subtitle: "fields",
  config: z.object({
    fields: z.string().max(2000).default("").meta({
      title: "Fields",
      description:
        "The fields that decide, separated by commas, such as email or name, address.city. Empty: the whole item.",
    }),
    keep: z.enum(["first", "last"]).default("first").meta({
      title: "Keep",
      description: "Which of the items that are equal stays, in its own place.",
      widget: "select",
    }),
    ignoreCase: z.boolean().default(false).meta({
      title: "Ignore letter case",
      description: "ANNA@example.com and anna@example.com are equal.",
      widget: "toggle",
    }),
  }),
  inputs: { items: itemsPort },
  outputs: {
    items: port("json", { title: "Items", description: "One item of each kind, in their order." }),
    removed: port("json", { title: "Removed", description: "The items that were left out." }),
  },
  docs: {
    about:
      "The Remove duplicates node keeps one of the items of a list that are equal. Name the fields that decide, such as `email`, or none to compare whole items. Space around a text does not count, and 7 and “7” are equal; letter case counts unless you say otherwise. Items in which all of these fields are missing or empty are all kept, as nothing says that they are the same. What was left out leaves at “Removed”.",
    example: {
      summary: "Two people have one address, and the first of them is kept.",
      config: { fields: "email", ignoreCase: true },
      inputs: {
        items: [
          { name: "Anna", email: "anna@example.com" },
          { name: "Ben", email: "ben@example.com" },
          { name: "Anna B.", email: "Anna@example.com" },
        ],
      },
      outputs: {
        items: [
          { name: "Anna", email: "anna@example.com" },
          { name: "Ben", email: "ben@example.com" },
        ],
        removed: [{ name: "Anna B.", email: "Anna@example.com" }],
      },
    },
  },
  build: ({ config }) => {
    const fields = config.fields.split(",").flatMap((field) => field.trim() || []);
    return async ({ items }) => {
      const list = listOf(items);
      const keys = await eachItem(list, (item) => {
        const values = fields.length === 0 ? [item] : fields.map((field) => fieldOf(item, field));
        // Nothing, and the empty cell of a table, say nothing of who an item is.
        const isNothing = fields.length > 0 && values.every((value) => value === null || keyOf(value) === "");
        return isNothing
          ? undefined
          : JSON.stringify(values.map((value) => keyOf(config.ignoreCase ? inSmallLetters(value) : value)));
      });
      const chosen = new Map<string | number, number>();
      for (const [index, key = index] of keys.entries()) {
        if (config.keep === "last" || !chosen.has(key)) chosen.set(key, index);
      }
      const kept = new Set(chosen.values());
      return {
        items: list.filter((_, index) => kept.has(index)),
        removed: list.filter((_, index) => !kept.has(index)),
      };
    };
  },
});

/** With all texts inside of it in small letters. */
function inSmallLetters(value: Json): Json {
  if (typeof value === "string") return value.toLowerCase();
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(inSmallLetters);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, inSmallLetters(inner)]));
}
