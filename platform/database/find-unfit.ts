import pg from "pg";
import { withTimeout } from "../retry/with-timeout.ts";

/** Why a database that answers cannot be worked with, as a sentence that says what to do; undefined for one that can. */
type Unfit = { sentence: string /** It may become fit by itself. */; isPassing: boolean };

/** `databaseUrl` is the one that `client` is connected to. */
export async function findUnfit(client: pg.Client, databaseUrl: string): Promise<Unfit | undefined> {
  const { rows } = await client.query<{ pid: number; isStandby: boolean }>(facts);
  if (rows[0]?.isStandby) return { sentence: standby, isPassing: true };
  // A server names its own process at the start of a connection; what stands between names another.
  const isDirect = rows[0]?.pid === Reflect.get(client, "processID");
  return isDirect || (await isSessionKept(client, databaseUrl)) ? undefined : { sentence: pooled, isPassing: false };
}

const facts = `SELECT pg_backend_pid() AS pid, pg_is_in_recovery() AS "isStandby"`;
const standby =
  "It is a standby (a read replica), which takes no changes. Set DATABASE_URL to the primary; after a failover, wait until it is one.";
const pooled =
  "A pooler gives each transaction another connection there, so notifications, prepared statements and settings of a session are lost. Set DATABASE_URL to Postgres itself, or let the pooler keep connections for a session (PgBouncer: pool_mode = session).";

const othersMs = 5000;

/** Whether a connection stays on one server process while another one holds a transaction. */
async function isSessionKept(client: pg.Client, databaseUrl: string): Promise<boolean> {
  const pid = async () => (await client.query<{ pid: number }>(facts)).rows[0]?.pid;
  const other = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: othersMs });
  other.on("error", () => {});
  try {
    // Some poolers keep the connection of a session that has set something, as every one of ours does.
    await client.query("SET jit = off");
    const before = await pid();
    // It takes the server process that was let go last, where processes are let go.
    const hasBegun = await withTimeout(begin(other), othersMs);
    // There is no second process, so none that could be exchanged.
    if (hasBegun === undefined) return true;
    // One that has a single process to give lets this wait.
    return before === (await withTimeout(pid(), othersMs));
  } catch {
    return true;
  } finally {
    // One that never was connected does not say that it has ended.
    await withTimeout(other.end(), 500);
  }
}

async function begin(client: pg.Client): Promise<true> {
  await client.connect();
  await client.query("BEGIN");
  return true;
}
