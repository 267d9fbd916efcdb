import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { wholeNumber } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { sumOf } from "../../../lib/values/sum-of.ts";
import { readNumber, roundOff } from "../../../lib/values/written/read-number.ts";
import { defineNode, port } from "../../define.ts";
import { isEmpty } from "../logic/truth.ts";
import { fieldOf, itemsPort, keyOf, listOf } from "./list.ts";
import { eachItem } from "./turns.ts";

type AnyNumber = number | bigint;
type Group = { value: Json; numbers: AnyNumber[]; count: number };

export const aggregate = defineNode({
  type: "aggregate",
  version: 1,
  title: "Aggregate",
  summary: "Counts the items of a list and adds up a field of them, for all items and by group.",
  category: "data",
  effect: "pure",
  icon: "sigma",
  keywords: [
    "sum",
    "count",
    "reduce",
    "average",
    "mean",
    "min",
    "max",
    "total",
    "group by",
    "pivot",
    "statistics",
    "list",
  ],
  subtitle: "field",
  config: z.object({
    field: z.string().max(500).default("").meta({
      title: "Field",
      description: "The field whose numbers are added up, such as price. Empty: items are only counted.",
    }),
    groupBy: z.string().max(500).default("").meta({
      title: "Group by",
      description: "The field that items of one group share, such as category. Empty: no groups.",
    }),
  }),
  inputs: { items: itemsPort },
  outputs: {
    groups: port("json", {
      title: "Groups",
      description: "Each with its group and the same measures, in order of appearance.",
    }),
    total: port("json", {
      title: "Total",
      description: "Of all items: count, and sum, mean, min and max of the field.",
    }),
  },
  docs: {
    about:
      "The Aggregate node counts the items of a list and gives the sum, mean, smallest and largest number of a field, for all items and for each group that “Group by” makes. Numbers that were read as text, such as `12.50`, count. An item where the field is missing or empty is counted and adds nothing; anything else that is not a number fails the step with the item's number. Without any number, the mean, `min` and `max` are null.",
    example: {
      summary: "The prices of all items, and of those in each room.",
      config: { field: "price", groupBy: "room" },
      inputs: {
        items: [
          { room: "Office", price: 30 },
          { room: "Office", price: 80 },
          { room: "Kitchen", price: 5 },
        ],
      },
      outputs: {
        total: { count: 3, sum: 115, mean: 38.3333333333333, min: 5, max: 80 },
        groups: [
          { group: "Office", count: 2, sum: 110, mean: 55, min: 30, max: 80 },
          { group: "Kitchen", count: 1, sum: 5, mean: 5, min: 5, max: 5 },
        ],
      },
    },
  },
  build:
    ({ config: { field, groupBy } }) =>
    async ({ items }) => {
      const list = listOf(items);
      const numbers = await eachItem(list, (item) =>
        field.trim() === "" ? undefined : numberOf(fieldOf(item, field)),
      );
      const values = await eachItem(list, (item) => fieldOf(item, groupBy));
      const all: Group = { value: null, numbers: [], count: 0 };
      const groups = new Map<string, Group>();
      for (const [index, value] of values.entries()) {
        add(all, numbers[index]);
        if (groupBy.trim() === "") continue;
        const key = keyOf(value);
        const group = groups.get(key) ?? { value, numbers: [], count: 0 };
        groups.set(key, group);
        add(group, numbers[index]);
      }
      const measure = (group: Group) => measuresOf(group, field.trim() !== "");
      return {
        total: measure(all),
        groups: [...groups.values()].map((group) => ({ group: group.value, ...measure(group) })),
      };
    },
});

function add(group: Group, number: AnyNumber | undefined): void {
  group.count += 1;
  if (number !== undefined) group.numbers.push(number);
}

function measuresOf({ numbers, count }: Group, hasField: boolean): { [name: string]: Json } {
  if (!hasField) return { count };
  const sum = totalOf(numbers);
  const isNone = numbers.length === 0;
  let [min = 0] = numbers;
  let max = min;
  for (const number of numbers) {
    if (number < min) min = number;
    if (number > max) max = number;
  }
  return {
    count,
    sum: rounded(sum),
    mean: isNone ? null : meanOf(sum, numbers.length),
    min: isNone ? null : min,
    max: isNone ? null : max,
  };
}

/** Whole numbers are added up exactly, however many digits they have. */
function totalOf(numbers: readonly AnyNumber[]): AnyNumber {
  if (numbers.every((number) => typeof number === "bigint" || Number.isInteger(number))) {
    const sum = numbers.reduce<number>((total, number) => total + Number(number), 0);
    if (Number.isSafeInteger(sum) && !numbers.some((number) => typeof number === "bigint")) return sum;
    return wholeNumber(numbers.reduce<bigint>((total, number) => total + BigInt(number), 0n));
  }
  const large = numbers.find((number) => typeof number === "bigint");
  if (large === undefined) return sumOf(numbers.map(Number));
  const words = `The sum of ${large} and numbers that are not whole would be rounded. Aggregate them apart.`;
  throw new PatchbayError("bad_input", words);
}

/** Exact where it is whole. A mean beyond 2^53 is rounded to the nearest whole number, not to the nearest double. */
function meanOf(sum: AnyNumber, count: number): AnyNumber {
  if (typeof sum === "number") return rounded(sum / count);
  const by = BigInt(count);
  if (sum % by === 0n) return wholeNumber(sum / by);
  const nearest = wholeNumber((2n * sum + (sum < 0n ? -by : by)) / (2n * by));
  return typeof nearest === "bigint" ? nearest : rounded(Number(sum) / count);
}

/** Throws `bad_input` for a number that is too great. */
function rounded(number: AnyNumber): AnyNumber {
  if (typeof number === "bigint" || Number.isFinite(number)) return roundOff(number);
  throw new PatchbayError("bad_input", "The sum of these numbers is too great to be kept.");
}

function numberOf(value: Json): AnyNumber | undefined {
  if (isEmpty(value)) return undefined;
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const number = isNumber ? value : typeof value === "string" ? readNumber(value) : undefined;
  if (number !== undefined) return number;
  const shown = typeof value === "object" ? "a list or an object" : `“${String(value).slice(0, 60)}”`;
  throw new PatchbayError("bad_input", `The field is ${shown}, which is not a number. Write numbers as 1234.5.`);
}
