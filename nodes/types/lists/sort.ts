import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import type { Json } from "../../../lib/values/json.ts";
import { readNumber } from "../../../lib/values/written/read-number.ts";
import { readTime } from "../../../lib/values/written/read-time.ts";
import { defineNode, port } from "../../define.ts";
import { isEmpty } from "../logic/truth.ts";
import { fieldOf, fieldSetting, itemsPort, listOf } from "./list.ts";
import { eachItem, sortInTurns } from "./turns.ts";

type Key = string | number | bigint;
type Kind = "text" | "number" | "date";

export const sort = defineNode({
  type: "sort",
  version: 1,
  title: "Sort and limit",
  summary: "Puts the items of a list in order, and keeps the first of them if you like.",
  category: "data",
  effect: "pure",
  icon: "arrow-down-up",
  keywords: ["order", "rank", "top", "limit", "first", "highest", "lowest", "newest", "list", "rows"],
  subtitle: "field",
  config: z.object({
    field: fieldSetting("The field of each item to sort by, such as price or address.city. Empty: the item itself."),
    as: z.enum(["text", "number", "date"]).default("text").meta({
      title: "Compare as",
      description: "text: by letters, and item 2 before item 10 · number: 1234.5 · date: 2027-01-31",
      widget: "select",
    }),
    order: z.enum(["ascending", "descending"]).default("ascending").meta({
      title: "Order",
      description: "ascending: a to z, small to large, old to new",
      widget: "select",
    }),
    limit: z.number().int().min(1).max(1_000_000).nullable().default(null).meta({
      title: "Limit",
      description: "How many items are kept. Empty: all of them.",
      widget: "number",
    }),
  }),
  inputs: { items: itemsPort },
  outputs: { items: port("json", { title: "Items", description: "The items in order, up to the limit." }) },
  docs: {
    about:
      "The Sort and limit node puts the items of a list in order, by a field such as `price` or by the items themselves, and keeps as many of the first as its limit says. It compares as text, as numbers or as dates, as set; a value that is not of that kind fails the step with the item's number. Items where the field is missing or empty come last in either order, and items that are equal stay as they were.",
    example: {
      summary: "The two items that cost the most, the dearest first.",
      config: { field: "price", as: "number", order: "descending", limit: 2 },
      inputs: {
        items: [
          { title: "Pen", price: 2 },
          { title: "Chair", price: 80 },
          { title: "Lamp", price: 30 },
        ],
      },
      outputs: {
        items: [
          { title: "Chair", price: 80 },
          { title: "Lamp", price: 30 },
        ],
      },
    },
  },
  build:
    ({ config: { field, as, order, limit } }) =>
    async ({ items }) => {
      const list = listOf(items);
      const keys = await eachItem(list, (item) => keyOf(fieldOf(item, field), as));
      const sign = order === "ascending" ? 1 : -1;
      const places = await sortInTurns([...list.keys()], (a, b) => compareKeys(keys[a], keys[b], sign));
      return { items: places.slice(0, limit ?? undefined).map((place) => list[place] ?? null) };
    },
});

const collator = new Intl.Collator("en", { numeric: true });

/** Without a key comes last, whichever way the others go. */
function compareKeys(a: Key | undefined, b: Key | undefined, sign: number): number {
  if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
  if (typeof a === "string" || typeof b === "string") return sign * collator.compare(String(a), String(b));
  return sign * (a < b ? -1 : a > b ? 1 : 0);
}

function keyOf(value: Json, as: Kind): Key | undefined {
  if (isEmpty(value)) return undefined;
  if (as === "text" && typeof value !== "object") return String(value);
  if (as === "number" && (typeof value === "number" || typeof value === "bigint")) return value;
  const read = as === "number" ? readNumber : readTime;
  const key = typeof value === "string" ? read(value) : undefined;
  if (key === undefined) throw new PatchbayError("bad_input", `${show(value)} is not a ${as}. ${advice[as]}`);
  return key;
}

const advice: Readonly<Record<Kind, string>> = {
  text: "Name a field of it in “Field”.",
  number: "Write numbers as 1234.5.",
  date: "Write dates as 2027-01-31 or 2027-01-31T09:00.",
};

const show = (value: Json) => (typeof value === "object" ? "A list or an object" : `“${String(value).slice(0, 60)}”`);
