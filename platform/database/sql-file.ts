/**
 * SQL statements in files of their own. A file is one whole statement with named parameters (`:runId`) under a comment that
 * says what it promises and what the parameters are; its name is the name under which Postgres keeps it prepared. All of it
 * is read and checked when the module that loads it is: a call only builds the list of values.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { binaryColumn, type CellType } from "./binary-column.ts";

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
/** Rows by the types of their columns. In the file `:name::rows` is a table of them. */
type RowsType = Readonly<Record<string, CellType>>;
type ParamTypes = Readonly<Record<string, ParamType | RowsType>>;
/** Columns that a row leaves out are null. */
type Rows = readonly Readonly<Record<string, unknown>>[];

type ValueOf<T> = T extends RowsType
  ? Rows
  : T extends SqlType
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
  const text = compile(include(readFileSync(file, "utf8"), { name, lists }), { name, types });
  const readers = Object.entries(types).map(([param, type]) => readerOf(param, type));
  return (params) => {
    const given: Given = params;
    return { name, text, values: readers.flatMap((read) => read(given)) };
  };
}

type Given = Readonly<Record<string, unknown>>;

/** What Postgres gets for a parameter: a value, or a list of them for each column of rows. */
function readerOf(param: string, type: ParamType | RowsType): (given: Given) => unknown[] {
  if (typeof type === "string") return (given) => [given[param]];
  const columns = Object.entries(type);
  return (given) => {
    const rows = given[param];
    if (!isRows(rows)) throw new TypeError(`${param} has to be rows`);
    return columns.map(([column, cell]) =>
      binaryColumn(
        cell,
        rows.map((row) => row[column]),
      ),
    );
  };
}

const isRows = (value: unknown): value is Rows => Array.isArray(value);

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
  const numbers = numbersOf(types);
  const unused = new Set(numbers.keys());
  const text = sql.replace(token, (found: string, param?: string, cast?: string) => {
    if (param === undefined) return found.startsWith("--") || found.startsWith("/*") ? "\n" : found;
    const declared = types[param];
    const number = numbers.get(param);
    if (declared === undefined || number === undefined)
      throw new Error(`${name}.sql has a parameter :${param}, which is not declared`);
    const type = typeof declared === "string" ? declared.replace("?", "") : "rows";
    if (cast !== undefined && cast !== type)
      throw new Error(`${name}.sql casts :${param}, declared as ${type}, to ${cast}`);
    unused.delete(param);
    if (typeof declared !== "string") return table(declared, number);
    return `$${number}${cast === undefined ? "" : `::${cast}`}`;
  });
  if (unused.size > 0) throw new Error(`${name}.sql does not use :${[...unused].join(", :")}`);
  return text.trim();
}

/** The number of each parameter, of rows that of their first column. */
function numbersOf(types: ParamTypes): Map<string, number> {
  const numbers = new Map<string, number>();
  let next = 1;
  for (const [param, type] of Object.entries(types)) {
    numbers.set(param, next);
    next += typeof type === "string" ? 1 : Object.keys(type).length;
  }
  return numbers;
}

/**
 * The table of rows whose columns are the parameters from `first` on. OFFSET keeps the planner from looking at how long the
 * lists are: a plan that is made for them would seem cheaper than the one that is kept, and be made anew each time.
 */
function table(columns: RowsType, first: number): string {
  const all = Object.entries(columns);
  const lists = all.map(([, type], index) => `$${first + index}::${type}[] AS c${index}`).join(", ");
  const names = all.map(([column]) => `"${column}"`).join(", ");
  const rows = `unnest(${all.map((_, index) => `l.c${index}`).join(", ")}) AS r(${names})`;
  return `(SELECT r.* FROM (SELECT ${lists} OFFSET 0) l, ${rows})`;
}
