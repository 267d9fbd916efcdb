/** A log of who held which run, kept by the database itself: claims that no event tells of are in it as well. */
import type pg from "pg";
import { z } from "zod";

const prepare = `
  CREATE TABLE chaos_holder ("runId" text NOT NULL, token int NOT NULL, worker text,
                             at timestamptz NOT NULL DEFAULT clock_timestamp());
  CREATE FUNCTION chaos_holder() RETURNS trigger LANGUAGE plpgsql AS $$
  BEGIN
    INSERT INTO chaos_holder ("runId", token, worker) VALUES (NEW."runId", NEW.token, NEW.worker);
    RETURN NULL;
  END $$;
  CREATE TRIGGER chaos_holder AFTER UPDATE ON "Queue" FOR EACH ROW
    WHEN (OLD.token <> NEW.token OR OLD.worker IS DISTINCT FROM NEW.worker) EXECUTE FUNCTION chaos_holder();`;

const Row = z.object({ runId: z.string(), token: z.number(), worker: z.string().nullable(), at: z.date() });

/** From this time (milliseconds since 1970) this worker held the run under this token; null: none did. */
export type Holder = { token: number; worker: string | null; at: number };

export async function prepareClaimLog(pool: pg.Pool): Promise<void> {
  await pool.query(prepare);
}

/** By run, in order. */
export async function readHolders(pool: pg.Pool): Promise<Map<string, Holder[]>> {
  const { rows } = await pool.query(`SELECT "runId", token, worker, at FROM chaos_holder ORDER BY at`);
  const holders = new Map<string, Holder[]>();
  for (const { runId, token, worker, at } of z.array(Row).parse(rows)) {
    const own = holders.get(runId) ?? [];
    own.push({ token, worker, at: at.getTime() });
    holders.set(runId, own);
  }
  return holders;
}
