/** What became of the runs, by the database: not what callers were told. */
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

type Tally = {
  runs: number;
  /** Accepted, and not there or not succeeded. */
  lost: string[];
  /** There, and accepted by no answer: of a request that failed, or the same one twice. */
  unannounced: number;
};

const endLimitMs = 120_000;

export async function tallyRuns(databaseUrl: string, accepted: ReadonlySet<string>): Promise<Tally> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    for (const until = Date.now() + endLimitMs; Date.now() < until; await sleep(500)) {
      const { rows } = await client.query<{ n: number }>(`SELECT count(*)::int AS n FROM "Queue"`);
      if (rows[0]?.n === 0) break;
    }
    const { rows } = await client.query<{ id: string; status: string }>(`SELECT id, status::text FROM "Run"`);
    const statuses = new Map(rows.map(({ id, status }) => [id, status]));
    return {
      runs: rows.length,
      lost: [...accepted].flatMap((id) => {
        const status = statuses.get(id) ?? "not there";
        return status === "succeeded" ? [] : [`${id}: ${status}`];
      }),
      unannounced: rows.filter(({ id }) => !accepted.has(id)).length,
    };
  } finally {
    await client.end();
  }
}
