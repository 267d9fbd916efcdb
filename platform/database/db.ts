/** The process's one Prisma client and pg pool. Everything takes them as arguments; only entry points call this. */
import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { parseJson } from "../../lib/values/exact-json.ts";
import { PrismaClient } from "../../prisma/generated/client.ts";
import { outlivesBreaks } from "./outlives-breaks.ts";

export type Database = PrismaClient;
export type Db = { prisma: Database; pool: pg.Pool; close(): Promise<void> };

/**
 * Prepared statements keep their plans, and those made while a table was still small would read all of it for ever.
 * Whatever we ask for by an index is therefore looked up by that index from the first row on.
 */
const planning = "SET enable_seqscan = off; SET jit = off";

/** Whole numbers of JSON columns keep their digits. Prisma reads its columns itself, in which there are none beyond 2^53. */
const exactTypes: pg.CustomTypesConfig = {
  getTypeParser: (oid: number, format?: "text" | "binary") =>
    oid === pg.types.builtins.JSON || oid === pg.types.builtins.JSONB ? parseJson : pg.types.getTypeParser(oid, format),
};

type PoolOptions = {
  max?: number;
  name?: string;
  /** Milliseconds a statement may take. */
  statementMs?: number;
};

/**
 * Connections to the database. The server gives a statement up that takes too long, and this side a little later, so that what
 * is sent again never meets the first statement at work.
 */
export function openPool(
  url: string,
  { max = 10, name = "patchbay", statementMs = 29_000 }: PoolOptions = {},
): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max,
    application_name: name,
    // A connection that a broken network has left half open never says so. Who waits on it gets an error, and a new one.
    query_timeout: statementMs + 1000,
    connectionTimeoutMillis: 15_000,
    keepAlive: true,
    types: exactTypes,
    onConnect: async (client) => void (await client.query(`${planning}; SET statement_timeout = ${statementMs}`)),
  });
  return outlivesBreaks(pool);
}

export function openDb(url: string, options: PoolOptions = {}): Db {
  const pool = openPool(url, options);
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    prisma,
    pool,
    async close() {
      await prisma.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}
