/** The bare path (bare-process.ts) as a stack of its own: Postgres with fsync, one web process, one worker. */
import pg from "pg";
import { Pool } from "undici";
import { freePort } from "../../scripts/services/free-port.ts";
import { openBenchPostgres } from "../postgres.ts";
import { start, stop } from "../stack.ts";

export type BareStack = AsyncDisposable & {
  pids: Record<string, number>;
  /** Runs the five steps once. Answers how many milliseconds it took. */
  post(): Promise<number>;
};

const entry = "bench/peers/bare-process.ts";

export async function openBareStack(inputs: object): Promise<BareStack> {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await openBenchPostgres());
  const databaseUrl = await postgres.database("bare");
  await makeTables(databaseUrl);
  const port = await freePort();
  const env: NodeJS.ProcessEnv = {
    ...process.env,
    NODE_ENV: "production",
    DATABASE_URL: databaseUrl,
    PORT: String(port),
  };
  const pids: Record<string, number> = { postgres: postgres.pid, load: process.pid };
  for (const role of ["web", "worker"]) {
    const child = await start(entry, { ...env, ROLE: role });
    stack.defer(() => stop(child));
    pids[role] = child.pid ?? 0;
  }
  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: 50 });
  const headers = { "content-type": "application/json" };
  const request = { method: "POST", path: "/runs", headers, body: JSON.stringify(inputs) } as const;
  const owned = stack.move();
  return {
    pids,
    async post() {
      const began = performance.now();
      const { body } = await pool.request(request);
      const text = await body.text();
      const took = performance.now() - began;
      if (!text.includes('"answer":"Total 42"')) throw new Error(`a bare run went wrong: ${text}`);
      return took;
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

async function makeTables(connectionString: string): Promise<void> {
  const client = new pg.Client({ connectionString });
  await client.connect();
  await client.query(`
    CREATE TABLE bare_run (id text PRIMARY KEY, status text NOT NULL DEFAULT 'queued', input json, output json,
                           "createdAt" timestamptz NOT NULL DEFAULT now(), "finishedAt" timestamptz) WITH (fillfactor = 50);
    CREATE TABLE bare_step (run text, node text, input json, output json, ms float8, PRIMARY KEY (run, node));
    CREATE TABLE bare_event (run text PRIMARY KEY, events json)`);
  await client.end();
}
