import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { Json } from "../../../lib/values/json.ts";
import { canonicalJson } from "../../../lib/values/keys/canonical-json.ts";
import { defineNode, port } from "../../define.ts";
import { fieldOf, keyOf, listOf } from "./list.ts";
import { eachItem } from "./turns.ts";

type Item = { [name: string]: Json };
type Pair = { left?: Item; right?: Item };

const mostItems = 1_000_000;

export const join = defineNode({
  type: "join",
  version: 1,
  title: "Join lists",
  summary: "Puts together the items of two lists that have the same value in a field.",
  category: "data",
  effect: "pure",
  icon: "combine",
  keywords: ["merge", "lookup", "vlookup", "match", "combine", "enrich", "sql", "rows", "list"],
  subtitle: "leftField",
  config: z.object({
    leftField: z.string().max(500).default("id").meta({
      title: "Field of the left list",
      description: "What its items are matched by, such as id or customer.email.",
    }),
    rightField: z.string().max(500).default("").meta({
      title: "Field of the right list",
      description: "What its items are matched by. Empty: the same as in the left list.",
    }),
    keep: z.enum(["matches", "all of the left list", "all of both lists"]).default("matches").meta({
      title: "Keep",
      description: "Whether items without a match are in the result.",
      widget: "select",
    }),
    prefix: z.string().min(1).max(64).default("right_").meta({
      title: "Prefix",
      description: "Stands before fields of the right list that the left item has too, with another value.",
    }),
  }),
  inputs: {
    left: port("json", { title: "Left", description: "A list of objects." }),
    right: port("json", { title: "Right", description: "The list of objects that is joined to it." }),
  },
  outputs: {
    items: port("json", { title: "Items", description: "Objects with the fields of both, in the left list's order." }),
  },
  docs: {
    about:
      "The Join lists node puts together the items of two lists that have the same value in a field, as a lookup in a spreadsheet does. Each pair becomes one object with the fields of both; where both have a field with different values, that of the right list gets a prefix, so that nothing is lost. An item with several matches is in the result several times. Space around a text does not count, and 7 and “7” match; items without a value match nothing.",
    example: {
      summary: "Each order gets the name of its customer; one has a customer that is not known.",
      config: { leftField: "customer", rightField: "id", keep: "all of the left list" },
      inputs: {
        left: [
          { id: 1, customer: 7, total: 30 },
          { id: 2, customer: 9, total: 5 },
        ],
        right: [{ id: "7", name: "Anna" }],
      },
      outputs: {
        items: [
          { id: 1, customer: 7, total: 30, right_id: "7", name: "Anna" },
          { id: 2, customer: 9, total: 5 },
        ],
      },
    },
  },
  build:
    ({ config: { leftField, rightField, keep, prefix } }) =>
    async ({ left, right }) => {
      const lefts = objectsOf(left, "“Left”");
      const rights = objectsOf(right, "“Right”");
      const pairs = pairUp(await matchable(lefts, leftField), await matchable(rights, rightField.trim() || leftField));
      const isWanted = (pair: Pair) =>
        (pair.left && pair.right) || (keep !== "matches" && pair.left) || keep === "all of both lists";
      return { items: pairs.filter(isWanted).map((pair) => together(pair, prefix)) };
    },
});

/** Items with what they are matched by; without it they match nothing. */
type Matchable = { item: Item; key: string | undefined };

async function matchable(items: readonly Item[], field: string): Promise<Matchable[]> {
  const keys = await eachItem(items, (item) => {
    const value = fieldOf(item, field);
    return value === null || keyOf(value) === "" ? undefined : keyOf(value);
  });
  return items.map((item, index) => ({ item, key: keys[index] }));
}

/** Every left item with each of its matches or none, then the right items that nothing matched. */
function pairUp(lefts: readonly Matchable[], rights: readonly Matchable[]): Pair[] {
  const byKey = Map.groupBy(rights, ({ key }) => key);
  const matched = new Set<string>();
  const pairs: Pair[] = [];
  for (const { item: left, key } of lefts) {
    const found = key === undefined ? [] : (byKey.get(key) ?? []);
    if (key !== undefined) matched.add(key);
    if (found.length === 0) pairs.push({ left });
    for (const { item: right } of found) pairs.push({ left, right });
    if (pairs.length > mostItems) throw tooMany();
  }
  const alone = rights.filter(({ key }) => key === undefined || !matched.has(key));
  return [...pairs, ...alone.map(({ item: right }) => ({ right }))];
}

function together({ left = {}, right = {} }: Pair, prefix: string): Item {
  const joined = new Map(Object.entries(left));
  for (const [name, value] of Object.entries(right)) {
    const own = joined.get(name);
    if (own === undefined) joined.set(name, value);
    else if (!isSame(own, value)) joined.set(freeName(`${prefix}${name}`, joined), value);
  }
  return Object.fromEntries(joined);
}

/** Also where an accent is stored in two ways, which people cannot tell apart. */
function isSame(one: Json, other: Json): boolean {
  if (one === other) return true;
  const text = (value: Json) => canonicalJson(value).normalize("NFC");
  return typeof one === typeof other && text(one) === text(other);
}

function freeName(name: string, taken: ReadonlyMap<string, Json>): string {
  return taken.has(name) ? freeName(`${name}_`, taken) : name;
}

function objectsOf(value: Json, name: string): Item[] {
  return listOf(value, name).map((item, index) => {
    if (isObject(item)) return item;
    throw new PatchbayError("bad_input", `Item ${index + 1} of ${name} is not an object, so it has no field to match.`);
  });
}

function tooMany(): PatchbayError {
  const words = `More than ${mostItems.toLocaleString("en")} pairs match. Join by a field whose values differ, such as an id.`;
  return new PatchbayError("too_large", words);
}
