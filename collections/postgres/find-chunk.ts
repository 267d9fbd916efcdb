import type pg from "pg";
import { exactNumber } from "../../lib/values/exact-json.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import type { EmbeddedChunk } from "../driver.ts";
import { meanOfParts } from "../vectors/part-vectors.ts";
import { decodeVector } from "./sql/read-vectors.ts";
import { findChunk as statement } from "./sql/statements.ts";

type Row = Omit<EmbeddedChunk, "vector"> & { bytes: Buffer };

/** The value may be a text or a number in the chunk's metadata. */
export async function findChunk(
  pool: pg.Pool,
  collectionId: string,
  { name, value, dimensions }: { name: string; value: string; dimensions: number },
): Promise<EmbeddedChunk | undefined> {
  const asText = jsonText({ [name]: value });
  const asNumber = isNumber(value) ? jsonText({ [name]: exactNumber(value) }) : asText;
  const { rows } = await pool.query<Row>(statement({ collectionId, asText, asNumber }));
  const [row] = rows;
  if (!row) return undefined;
  const { bytes, ...chunk } = row;
  return { ...chunk, vector: [...meanOfParts(decodeVector(bytes), dimensions)] };
}

function isNumber(value: string): boolean {
  return /^-?\d{1,300}(\.\d{1,20})?$/.test(value);
}
