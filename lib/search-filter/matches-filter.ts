/** Whether a document's metadata meet a filter. Types count: the text "7" is not the number 7, nor are they greater or less. */
import type { Json } from "../values/json.ts";
import { readTime } from "../values/written/read-time.ts";
import type { FieldTest, FilterTest, FilterValue, SearchFilter } from "./search-filter.ts";

type Metadata = { readonly [key: string]: Json };

export function matchesFilter(filter: SearchFilter, metadata: Metadata): boolean {
  if ("and" in filter) return filter.and.every((each) => matchesFilter(each, metadata));
  if ("or" in filter) return filter.or.some((each) => matchesFilter(each, metadata));
  if ("not" in filter) return !matchesFilter(filter.not, metadata);
  const value = Object.hasOwn(metadata, filter.field) ? metadata[filter.field] : undefined;
  const isThere = value !== undefined && value !== null;
  if (filter.is === "there") return isThere;
  // What is not there is not equal either; it meets no other test.
  return isThere ? meets(filter, value) : filter.is === "!=";
}

/** Of a list, one item has to meet the test; “!=” is met when no item is equal. */
function meets(test: FieldTest, value: Json): boolean {
  const { is } = test;
  if (is === "!=") return !meets({ ...test, is: "=" }, value);
  const items = Array.isArray(value) ? value : [value];
  const wanted = Array.isArray(test.value) ? test.value : [test.value];
  return items.some((item) => wanted.some((each) => tests[is](item, each, Array.isArray(value))));
}

type Test = (item: Json, wanted: FilterValue, isInList: boolean) => boolean;

const tests: Record<Exclude<FilterTest, "!=">, Test> = {
  "=": isEqual,
  in: isEqual,
  "<": (item, wanted) => order(item, wanted) < 0,
  "<=": (item, wanted) => order(item, wanted) <= 0,
  ">": (item, wanted) => order(item, wanted) > 0,
  ">=": (item, wanted) => order(item, wanted) >= 0,
  contains: (item, wanted, isInList) =>
    isInList
      ? isEqual(item, wanted)
      : typeof item === "string" && item.toLowerCase().includes(String(wanted).toLowerCase()),
  "starts with": (item, wanted) =>
    typeof item === "string" && item.toLowerCase().startsWith(String(wanted).toLowerCase()),
};

function isEqual(item: Json, wanted: FilterValue): boolean {
  if (item === wanted) return true;
  if (typeof item !== "string" || typeof wanted !== "string") return false;
  const [one, other] = [readTime(item), readTime(wanted)];
  return one !== undefined && one === other;
}

const isNumber = (value: Json): value is number | bigint => typeof value === "number" || typeof value === "bigint";

/** NaN, which is neither less nor greater, for what cannot be compared. */
function order(item: Json, wanted: FilterValue): number {
  // Of a bigint and a number too; a difference would mix them.
  if (isNumber(item) && isNumber(wanted)) return item < wanted ? -1 : item > wanted ? 1 : 0;
  if (typeof item !== "string" || typeof wanted !== "string") return Number.NaN;
  return (readTime(item) ?? Number.NaN) - (readTime(wanted) ?? Number.NaN);
}
