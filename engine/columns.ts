/** What the tables of columns (run-columns.ts, step-columns.ts) are written with. */
import { z } from "zod";
import type { Values } from "../lib/run.ts";
import { isObject } from "../lib/values/is-object.ts";
import type { CellType } from "../platform/database/binary-column.ts";

export type ColumnType = "text" | "int" | "real" | "float8" | "boolean" | "json" | "timestamptz";

/** A table of columns: what is said of each, by the schema of its values in the schema of a row. */
export function columnTable<Facts extends { type: ColumnType }>() {
  const table = new Map<z.ZodType, Facts>();
  return {
    /** A column of a row. Each needs a schema of its own. */
    add<Schema extends z.ZodType>(facts: Facts, schema: Schema): Schema {
      if (table.has(schema)) throw new Error("two columns share a schema");
      table.set(schema, facts);
      return schema;
    },
    /** The columns of a row, in its order. */
    of(row: z.ZodObject<Record<string, z.ZodType>>): ({ name: string; schema: z.ZodType } & Facts)[] {
      return Object.entries(row.shape).map(([name, schema]) => {
        const facts = table.get(schema);
        if (!facts) throw new Error(`nothing is said of the column ${name}`);
        return { name, schema, ...facts };
      });
    },
  };
}

/**
 * Values that are stored. Nested values are not validated: they come from our own JSON column, and validating a large run
 * would be slow.
 */
export const storedValues = () => z.custom<Values>((value) => isObject(value));

/** A time as a row gives it, or JSON of the database, which has no dates. */
export const storedTime = () => z.coerce.date();

/** A column's name as SQL wants it. */
export const quoted = (name: string) => (/^[a-z]+$/.test(name) ? name : `"${name}"`);

/** The types of columns of rows that a statement is given (platform/database/sql-file.ts). */
export function cellTypes(columns: readonly { name: string; type: ColumnType }[]): Record<string, CellType> {
  return Object.fromEntries(
    columns.map(({ name, type }) => {
      if (type === "timestamptz") throw new Error(`${name} is a time, which rows are given in milliseconds`);
      return [name, type];
    }),
  );
}
