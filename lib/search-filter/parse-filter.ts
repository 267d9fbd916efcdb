/**
 * Filters as people write them: `year >= 2024 and (department = "sales" or not archived)`. Texts stand in quotes, fields
 * whose names are more than a word in backticks, dates are written 2027-01-31, and `{{ name }}` is a value from outside.
 */
import { PatchbayError } from "../errors.ts";
import { exactNumber } from "../values/exact-json.ts";
import { isObject } from "../values/is-object.ts";
import type { Json } from "../values/json.ts";
import {
  type FieldTest,
  type FilterTest,
  type FilterValue,
  filterTests,
  misfit,
  type SearchFilter,
} from "./search-filter.ts";

type Token = { kind: "word" | "field" | "text" | "number" | "date" | "value" | "sign"; text: string; at: number };
type Given = { readonly [name: string]: Json };

const MAX_DEPTH = 20;
const token =
  /\s*(?:(?<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|`(?<field>[^`]+)`|\{\{\s*(?<value>[A-Za-z_][\w.-]*)\s*\}\}|(?<date>\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d)?)?)|(?<number>-?\d+(?:\.\d+)?)|(?<sign>!=|<>|<=|>=|==|[=<>(),])|(?<word>[\p{L}_][\p{L}\p{N}_.-]*))/uy;

/** An empty text is no filter. `given` has what stands in for `{{ … }}`. Throws `bad_input` with what is wrong and where. */
export function parseFilter(text: string, given: Given = {}): SearchFilter | undefined {
  const tokens = tokensOf(text);
  if (tokens.length === 0) return undefined;
  const reader = new Reader(tokens, given);
  const filter = reader.either(0);
  reader.end();
  return filter;
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  const end = text.trimEnd().length;
  for (let at = 0; at < end; ) {
    token.lastIndex = at;
    const found = token.exec(text);
    if (!found) throw wrong(`“${text.slice(at, end).trim().slice(0, 20)}” cannot be read.`);
    at = token.lastIndex;
    for (const [kind, part] of Object.entries(found.groups ?? {})) {
      if (part !== undefined && isKind(kind)) tokens.push({ kind, text: part, at });
    }
  }
  return tokens;
}

const kinds = ["word", "field", "text", "number", "date", "value", "sign"] as const;
const isKind = (kind: string): kind is Token["kind"] => kinds.some((each) => each === kind);

class Reader {
  readonly #tokens: readonly Token[];
  readonly #given: Given;
  #at = 0;

  constructor(tokens: readonly Token[], given: Given) {
    this.#tokens = tokens;
    this.#given = given;
  }

  either(depth: number): SearchFilter {
    if (depth > MAX_DEPTH) throw wrong("It has more than 20 levels of brackets.");
    const all = [this.#both(depth)];
    while (this.#skip("or")) all.push(this.#both(depth));
    return all.length === 1 && all[0] ? all[0] : { or: all };
  }

  end(): void {
    const left = this.#tokens[this.#at];
    if (left) throw wrong(`“${left.text}” was not expected. Join tests by “and” or “or”.`);
  }

  #both(depth: number): SearchFilter {
    const all = [this.#one(depth)];
    while (this.#skip("and")) all.push(this.#one(depth));
    return all.length === 1 && all[0] ? all[0] : { and: all };
  }

  #one(depth: number): SearchFilter {
    let isNegated = false;
    while (this.#skip("not")) isNegated = !isNegated;
    const filter = this.#skip("(") ? this.#inBrackets(depth) : this.#test();
    return isNegated ? { not: filter } : filter;
  }

  #inBrackets(depth: number): SearchFilter {
    const inner = this.either(depth + 1);
    if (!this.#skip(")")) throw wrong("A bracket is not closed.");
    return inner;
  }

  #test(): SearchFilter {
    const field = this.#field();
    if (this.#skip("is")) {
      const isNot = this.#skip("not");
      if (!this.#skip("there")) throw wrong(`After “${field} is” comes “there” or “not there”.`);
      return isNot ? { not: { field, is: "there" } } : { field, is: "there" };
    }
    if (this.#skip("not")) return { not: this.#compared(field, this.#operator(field)) };
    // A field alone is one that is set to yes.
    const next = this.#tokens[this.#at];
    if (!next || (next.kind === "word" && /^(and|or)$/i.test(next.text)) || next.text === ")") {
      return { field, is: "=", value: true };
    }
    return this.#compared(field, this.#operator(field));
  }

  #field(): string {
    const next = this.#tokens[this.#at];
    if (next?.kind !== "word" && next?.kind !== "field") {
      throw wrong(next ? `“${next.text}” stands where a field's name belongs.` : "It ends where a test should follow.");
    }
    this.#at += 1;
    return next.text;
  }

  #operator(field: string): FilterTest {
    const next = this.#tokens[this.#at];
    this.#at += 1;
    const text = next?.text.toLowerCase() ?? "";
    if (text === "starts") {
      this.#skip("with");
      return "starts with";
    }
    const known = text === "==" ? "=" : text === "<>" ? "!=" : text;
    const found = filterTests.find((test) => test === known);
    if (!found) throw wrong(`After “${field}” comes a test: ${filterTests.join(", ")}, is there.`);
    return found;
  }

  #compared(field: string, is: FilterTest): FieldTest {
    const value = this.#skip("(") ? this.#list() : this.#value();
    const reason = misfit({ field, is, value });
    if (reason !== undefined) throw wrong(reason);
    return { field, is, value };
  }

  #list(): FilterValue[] {
    const values = [this.#value()].flat();
    while (this.#skip(",")) values.push(...[this.#value()].flat());
    if (!this.#skip(")")) throw wrong("A list of values is not closed by “)”.");
    return values;
  }

  #value(): FilterValue | FilterValue[] {
    const next = this.#tokens[this.#at];
    this.#at += 1;
    switch (next?.kind) {
      case "text":
        assertNoBraces(next.text);
        return next.text.slice(1, -1).replace(/\\(.)/g, "$1");
      case "number":
        return exactNumber(next.text);
      case "date":
        return next.text;
      case "value":
        return givenValue(next.text, this.#given);
      default: {
        const text = next?.text.toLowerCase() ?? "";
        if (text === "yes" || text === "true") return true;
        if (text === "no" || text === "false") return false;
        throw wrong(next ? `Put the text “${next.text}” in quotes.` : "It ends where a value should follow.");
      }
    }
  }

  /** Goes on behind a word or sign, if it is the next one. */
  #skip(word: string): boolean {
    const next = this.#tokens[this.#at];
    const isWord = (next?.kind === "word" || next?.kind === "sign") && next.text.toLowerCase() === word;
    if (isWord) this.#at += 1;
    return isWord;
  }
}

/** In Liquid a value may stand in a text; here it would be compared with the braces themselves, and nothing be found. */
function assertNoBraces(text: string): void {
  const [braces] = /\{\{.*?\}\}/.exec(text) ?? [];
  if (braces !== undefined) throw wrong(`Write ${braces} without quotes: it is a value already.`);
}

function givenValue(path: string, given: Given): FilterValue | FilterValue[] {
  const found = path
    .split(".")
    .reduce<Json | undefined>((value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined), {
      ...given,
    });
  const isValue = (value: Json | undefined) => ["string", "number", "bigint", "boolean"].includes(typeof value);
  const values = (Array.isArray(found) ? found : [found]).filter((one): one is FilterValue => isValue(one));
  const [only] = values;
  if (only === undefined) throw wrong(`{{ ${path} }} has no text, number or yes/no in it.`);
  return Array.isArray(found) ? values : only;
}

function wrong(what: string): PatchbayError {
  return new PatchbayError("bad_input", `The filter is not complete. ${what}`);
}
