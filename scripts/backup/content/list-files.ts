import { createWriteStream } from "node:fs";
import { writeFile } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGzip, gzipSync } from "node:zlib";
import type pg from "pg";
import { to as copyTo } from "pg-copy-streams";
import type { Table } from "../tables.ts";

/** A line of JSON (`FileLine`) for each file of the snapshot whose content is not in the database, into a compressed file. */
export async function listFiles(client: pg.Client, tables: readonly Table[], path: string): Promise<void> {
  // A database that has still to be migrated to this version keeps all content itself.
  if (!tables.some(({ name, columns }) => name === "File" && columns.includes("storedIn"))) {
    return await writeFile(path, gzipSync(""));
  }
  // Nothing in a line has a backslash, which COPY would double.
  const rows = client.query(
    copyTo(`COPY (
      SELECT json_build_object('id', id, 'bytes', bytes, 'sha256', encode(sha256, 'hex'), 'storedIn', "storedIn")
      FROM "File" WHERE "storedIn" IS NOT NULL ORDER BY id
    ) TO STDOUT`),
  );
  await pipeline(rows, createGzip(), createWriteStream(path, { mode: 0o600 }));
}
