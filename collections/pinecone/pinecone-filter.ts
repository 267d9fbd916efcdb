import { PatchbayError } from "../../lib/errors.ts";
import type { FieldTest, FilterValue, SearchFilter } from "../../lib/search-filter/search-filter.ts";
import type { Json } from "../../lib/values/json.ts";
import { readTime } from "../../lib/values/written/read-time.ts";

type Condition = { [key: string]: unknown };

/** Under these names Pinecone has a chunk's fields: as they are, and dates also as numbers, which alone it can order. */
const valueKey = (field: string) => `is.${field}`;
const timeKey = (field: string) => `at.${field}`;

/** What a chunk's metadata are filtered by: texts, numbers, yes/no and lists of texts. Pinecone takes nothing else. */
export function filterFields(metadata: { [key: string]: Json }): Record<string, string | number | boolean | string[]> {
  const fields: Record<string, string | number | boolean | string[]> = {};
  for (const [name, value] of Object.entries(metadata)) {
    const isTexts = Array.isArray(value) && value.every((item) => typeof item === "string");
    if (isTexts) fields[valueKey(name)] = value.filter((item) => typeof item === "string");
    else if (typeof value === "number" || typeof value === "boolean") fields[valueKey(name)] = value;
    // Pinecone's numbers are doubles; a filter's are rounded alike.
    else if (typeof value === "bigint") fields[valueKey(name)] = Number(value);
    else if (typeof value === "string" && value.length <= MAX_TEXT) {
      fields[valueKey(name)] = value;
      const time = readTime(value);
      if (time !== undefined) fields[timeKey(name)] = time;
    }
  }
  return fields;
}

const MAX_TEXT = 1000;

/**
 * A filter as Pinecone takes it. It knows no “not”, so that goes down to the tests; what is not there meets the opposite
 * of every test, as everywhere else. Throws `bad_input` for “contains” and “starts with”, which Pinecone cannot do.
 */
export function pineconeFilter(filter: SearchFilter, isNegated = false): Condition {
  if ("not" in filter) return pineconeFilter(filter.not, !isNegated);
  if ("and" in filter)
    return { [isNegated ? "$or" : "$and"]: filter.and.map((each) => pineconeFilter(each, isNegated)) };
  if ("or" in filter) return { [isNegated ? "$and" : "$or"]: filter.or.map((each) => pineconeFilter(each, isNegated)) };
  if (filter.is === "there") return { [valueKey(filter.field)]: { $exists: !isNegated } };
  return testOf(filter, isNegated);
}

function testOf({ field, is, value }: FieldTest, isNegated: boolean): Condition {
  if (is === "contains" || is === "starts with") {
    throw new PatchbayError(
      "bad_input",
      `Pinecone cannot filter by “${is}”. Use “=” or “in”, which also look into lists of texts.`,
    );
  }
  const values = Array.isArray(value) ? value : [value];
  const isOpposite = (is === "!=") !== isNegated;
  const each = values.map((one) => oneTest(field, is === "in" || is === "!=" ? "=" : is, one));
  if (!isOpposite) return each.length === 1 && each[0] ? condition(each[0]) : { $or: each.map(condition) };
  return { $and: each.map(opposite) };
}

type OneTest = { key: string; operator: keyof typeof opposites; value: FilterValue };

const opposites = { $eq: "$ne", $lt: "$gte", $lte: "$gt", $gt: "$lte", $gte: "$lt" } as const;
const operators = { "=": "$eq", "<": "$lt", "<=": "$lte", ">": "$gt", ">=": "$gte" } as const;

function oneTest(field: string, is: keyof typeof operators, value: FilterValue): OneTest {
  const time = typeof value === "string" ? readTime(value) : undefined;
  return time === undefined
    ? { key: valueKey(field), operator: operators[is], value: typeof value === "bigint" ? Number(value) : value }
    : { key: timeKey(field), operator: operators[is], value: time };
}

const condition = ({ key, operator, value }: OneTest): Condition => ({ [key]: { [operator]: value } });

function opposite({ key, operator, value }: OneTest): Condition {
  return { $or: [{ [key]: { [opposites[operator]]: value } }, { [key]: { $exists: false } }] };
}
