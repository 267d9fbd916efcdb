import { Duplex } from "node:stream";
import { PGlite } from "@electric-sql/pglite";
import { vector } from "@electric-sql/pglite-pgvector";
import pg from "pg";

/**
 * A Postgres with pgvector, in this process, for the embedded one has none. It is a single session: connections of the pool
 * share it, so a transaction must have ended before another connection is used.
 */
export async function openPgvector(): Promise<{ pool: pg.Pool } & AsyncDisposable> {
  const db = await PGlite.create({ extensions: { vector } });
  const pool = new pg.Pool({ user: "postgres", database: "postgres", stream: () => new SessionStream(db) });
  return {
    pool,
    async [Symbol.asyncDispose]() {
      await pool.end();
      await db.close();
    },
  };
}

/** What the client takes for a socket: each message that it writes is answered by the session. */
class SessionStream extends Duplex {
  readonly #db: PGlite;

  constructor(db: PGlite) {
    super();
    this.#db = db;
  }

  connect(): this {
    queueMicrotask(() => this.emit("connect"));
    return this;
  }

  override _read(): void {}

  override _write(message: Buffer, _encoding: BufferEncoding, done: (error?: Error) => void): void {
    // The session outlives its connections.
    if (message[0] === "X".charCodeAt(0)) {
      done();
      return;
    }
    this.#db.execProtocolRaw(new Uint8Array(message)).then((answer) => {
      if (answer.length > 0) this.push(Buffer.from(answer));
      done();
    }, done);
  }

  override _final(done: () => void): void {
    this.push(null);
    done();
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(): this {
    return this;
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }
}
