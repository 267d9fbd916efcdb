/**
 * SQL statements in files of their own. A file is one whole statement with named parameters (`:runId`) under a comment that
 * says what it promises and what the parameters are; its name is the name under which Postgres keeps it prepared. All of it
 * is read and checked when the module that loads it is: a call only builds the list of values.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

type SqlTypes = {
  text: string;
  int: number;
  float8: number;
  boolean: boolean;
  /** JSON text, as jsonText (json-text.ts) writes it. */
  json: string;
  "text[]": readonly string[];
  "int[]": readonly number[];
  "float8[]": readonly number[];
};
type SqlType = keyof SqlTypes;
/** The SQL type of a parameter; with "?" it may be null. */
type ParamType = SqlType | `${SqlType}?`;
type ParamTypes = Readonly<Record<string, ParamType>>;

type ValueOf<T> = T extends SqlType
  ? SqlTypes[T]
  : T extends `${infer Of extends SqlType}?`
    ? SqlTypes[Of] | null | undefined
    : never;
type Params<T extends ParamTypes> = { readonly [Name in keyof T]: ValueOf<T[Name]> };

/** A prepared statement with values, as `pool.query` takes it. */
export type Query = { name: string; text: string; values: unknown[] };
export type Statement<T extends ParamTypes> = (params: Params<T>) => Query;

/**
 * The statement in a file, with the types of its parameters in the order in which Postgres gets them. `lists` are texts by
 * the names under which the file includes them (a comment “include: name”): lists of columns that have one table.
 * Throws when the parameters of the file are not these, or one is cast to another type.
 */
export function loadStatement<const T extends ParamTypes>(
  file: URL,
  types: T,
  lists: Readonly<Record<string, string>> = {},
): Statement<T> {
  const name = basename(fileURLToPath(file), ".sql");
  const names = Object.keys(types);
  const text = compile(include(readFileSync(file, "utf8"), { name, lists }), { name, types });
  return (params) => {
    const given: Readonly<Record<string, unknown>> = params;
    return { name, text, values: names.map((param) => given[param]) };
  };
}

type Lists = { name: string; lists: Readonly<Record<string, string>> };

function include(sql: string, { name, lists }: Lists): string {
  return sql.replace(/\/\* include: ([^*]+) \*\//g, (_, asked: string) => {
    const list = lists[asked];
    if (list === undefined) throw new Error(`${name}.sql includes “${asked}”, which is not there`);
    return list;
  });
}

/** What may contain a colon that begins no parameter: texts, names, comments and casts. Then a parameter with its cast. */
const token =
  /\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"[^"]*"|--[^\n]*\n?|\/\*[\s\S]*?\*\/|::|:([A-Za-z]\w*)(?:::(\w+(?:\[\])?))?/g;

/** Numbers the parameters in the order of `types`; comments are for the readers of the file alone. */
function compile(sql: string, { name, types }: { name: string; types: ParamTypes }): string {
  const names = Object.keys(types);
  const unused = new Set(names);
  const text = sql.replace(token, (found: string, param?: string, cast?: string) => {
    if (param === undefined) return found.startsWith("--") || found.startsWith("/*") ? "\n" : found;
    const type = types[param]?.replace("?", "");
    if (type === undefined) throw new Error(`${name}.sql has a parameter :${param}, which is not declared`);
    if (cast !== undefined && cast !== type)
      throw new Error(`${name}.sql casts :${param}, declared as ${type}, to ${cast}`);
    unused.delete(param);
    return `$${names.indexOf(param) + 1}${cast === undefined ? "" : `::${cast}`}`;
  });
  if (unused.size > 0) throw new Error(`${name}.sql does not use :${[...unused].join(", :")}`);
  return text.trim();
}
