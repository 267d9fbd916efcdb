import type pg from "pg";

export type Query = {
  /** Of a prepared statement; empty for any other. */
  name: string;
  values: readonly unknown[];
  /** Lets the database answer it. */
  run(): Promise<{ rows: object[] }>;
};

/** A pool whose queries go through `answer`; its clients and transactions are as they were. */
export function interceptQueries(pool: pg.Pool, answer: (query: Query) => Promise<{ rows: object[] }>): pg.Pool {
  function query(asked: string | pg.QueryConfig, values?: unknown[]) {
    const { name = "", values: own = [] } = typeof asked === "object" ? asked : {};
    return answer({ name, values: values ?? own, run: () => pool.query<object>(asked, values) });
  }
  const get = (target: pg.Pool, name: string | symbol) => {
    if (name === "query") return query;
    const value: unknown = Reflect.get(target, name);
    return typeof value === "function" ? value.bind(target) : value;
  };
  return new Proxy(pool, { get });
}

/** Whether this claims runs, in whatever way. */
export function isClaim({ name }: Query): boolean {
  return /^claim-(runs|next|own)/.test(name);
}

/** Whether this is the sweep, which looks for runs that have been due for a while. */
export function isSweep({ name, values }: Query): boolean {
  return name === "claim-next" && Number(values[2]) > 0;
}
