/** A database that takes its time: a trigger sleeps for each row of a step, as long as a table says. */
import { setTimeout as sleep } from "node:timers/promises";
import type pg from "pg";

const prepare = `
  CREATE TABLE chaos_slow (ms int NOT NULL);
  INSERT INTO chaos_slow VALUES (0);
  CREATE FUNCTION chaos_slow() RETURNS trigger LANGUAGE plpgsql AS $$
  DECLARE waits int;
  BEGIN
    SELECT ms INTO waits FROM chaos_slow;
    IF waits > 0 THEN PERFORM pg_sleep(waits / 1000.0); END IF;
    RETURN NEW;
  END $$;
  CREATE TRIGGER chaos_slow BEFORE INSERT OR UPDATE ON "Step" FOR EACH ROW EXECUTE FUNCTION chaos_slow();`;

export async function prepareSlowing(pool: pg.Pool): Promise<void> {
  await pool.query(prepare);
}

/** Throws when no statement was seen to be slow, or the database does not go back to its speed. */
export async function slowDown(pool: pg.Pool, rowMs: number, ms: number): Promise<void> {
  const until = performance.now() + ms;
  let seen = 0;
  await untilDone(() => pool.query("UPDATE chaos_slow SET ms = $1", [rowMs]));
  while (performance.now() < until) {
    await sleep(50);
    const sleeping = "SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep' AND application_name <> 'chaos'";
    seen += (await pool.query(sleeping).catch(() => undefined))?.rowCount ?? 0;
  }
  await untilDone(() => pool.query("UPDATE chaos_slow SET ms = 0"));
  if (seen === 0) throw new Error("no statement was slow");
}

/** The database may be away for a moment because of another fault. */
export async function untilDone(ask: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await ask();
      return;
    } catch (error) {
      if (tries === 50) throw error;
      await sleep(200);
    }
  }
}
