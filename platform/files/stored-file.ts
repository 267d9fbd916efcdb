import type pg from "pg";
import { z } from "zod";
import { contentOf } from "./files.ts";
import { noObjectStores, type ObjectStores } from "./object-store.ts";

export type StoredFileDeps = { pool: pg.Pool; stores?: ObjectStores };

const Row = z.object({
  id: z.string(),
  name: z.string(),
  data: z.instanceof(Buffer<ArrayBuffer>).nullable(),
  storedIn: z.string().nullable(),
  sha256: z.instanceof(Buffer<ArrayBuffer>).nullable(),
});

/** A file of the workspace with its content, wherever that lies; undefined when it is not there. */
export async function storedFile(
  { pool, stores = noObjectStores }: StoredFileDeps,
  { fileId, workspaceId }: { fileId: string; workspaceId: string },
): Promise<{ name: string; data: Uint8Array } | undefined> {
  const text = `SELECT id, name, data, "storedIn", sha256 FROM "File" WHERE id = $1 AND "workspaceId" = $2`;
  const { rows } = await pool.query({ name: "stored-file", text, values: [fileId, workspaceId] });
  const [row] = z.array(Row).parse(rows);
  return row && { name: row.name, data: new Uint8Array(await contentOf(stores, row)) };
}
