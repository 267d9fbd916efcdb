import type pg from "pg";
import { z } from "zod";
import { BackupError } from "./manifest.ts";

export type Table = { name: string; columns: string[] };

/**
 * What a backup leaves out: the record of migrations, which the restored database makes itself, parts and copies of model
 * files, which are made again from the files, workers that will be other ones, what the broker that is in Postgres has under way, which the sweep finds again, and the objects in S3 that are to be
 * deleted: by now a file of the installation may have taken one of them, or it may be another installation's.
 */
export const leftOut: ReadonlySet<string> = new Set([
  "_prisma_migrations",
  "LocalModelPart",
  "LocalModelCopy",
  "Worker",
  "BrokerMessage",
  "BrokerOffset",
  "UnusedObject",
]);

const Column = z.object({ table: z.string(), column: z.string() });
const Reference = z.object({ table: z.string(), other: z.string() });
const Named = z.object({ name: z.string() });

/** The tables of a database with the columns that are written, each behind those that it refers to. */
export async function listTables(client: pg.Client): Promise<Table[]> {
  // Columns that the database computes are left out.
  const columns = await client.query(`
    SELECT c.table_name AS "table", c.column_name AS "column"
    FROM information_schema.columns c JOIN information_schema.tables t USING (table_schema, table_name)
    WHERE c.table_schema = current_schema() AND t.table_type = 'BASE TABLE' AND c.is_generated = 'NEVER'
    ORDER BY c.table_name, c.ordinal_position`);
  const references = await client.query(`
    SELECT a.relname AS "table", b.relname AS other
    FROM pg_constraint k JOIN pg_class a ON a.oid = k.conrelid JOIN pg_class b ON b.oid = k.confrelid
    WHERE k.contype = 'f' AND a.relnamespace = current_schema()::regnamespace AND a.oid <> b.oid`);
  const byTable = Map.groupBy(z.array(Column).parse(columns.rows), ({ table }) => table);
  const tables = [...byTable].map(([name, found]) => ({ name, columns: found.map(({ column }) => column) }));
  const kept = tables.filter(({ name }) => !leftOut.has(name));
  return inOrder(kept, z.array(Reference).parse(references.rows));
}

export async function listSequences(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query(
    "SELECT sequencename AS name FROM pg_sequences WHERE schemaname = current_schema() ORDER BY sequencename",
  );
  return z
    .array(Named)
    .parse(rows)
    .map(({ name }) => name);
}

/** A name as SQL takes it. */
export const quoted = (name: string) => `"${name.replaceAll('"', '""')}"`;

function inOrder(tables: readonly Table[], references: readonly z.infer<typeof Reference>[]): Table[] {
  const ordered: Table[] = [];
  const waiting = new Set(tables);
  while (waiting.size > 0) {
    const isFree = ({ name }: Table) =>
      !references.some(({ table, other }) => table === name && [...waiting].some((one) => one.name === other));
    const free = [...waiting].filter(isFree);
    if (free.length === 0) {
      const names = [...waiting].map(({ name }) => name).join(", ");
      throw new BackupError(`The tables ${names} refer to each other in a circle, which a backup cannot put in order.`);
    }
    for (const table of free) {
      ordered.push(table);
      waiting.delete(table);
    }
  }
  return ordered;
}
