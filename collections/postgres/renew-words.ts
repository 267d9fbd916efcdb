import type pg from "pg";
import { inTransaction } from "../../platform/database/in-transaction.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { termsVersion, termVector } from "../words/term-vector.ts";
import { readFormerWords, writeWords } from "./sql/statements.ts";

/** Gives so many chunks that another release has written the words of this one. Answers how many it were. */
export async function renewWords(pool: pg.Pool, limit: number): Promise<number> {
  return await inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ id: string; text: string }>(
      readFormerWords({ version: termsVersion, limit }),
    );
    const chunks = rows.map(({ id, text }) => ({ id, words: termVector(text) }));
    if (chunks.length > 0) await client.query(writeWords({ version: termsVersion, chunks: jsonText(chunks) }));
    return chunks.length;
  });
}
