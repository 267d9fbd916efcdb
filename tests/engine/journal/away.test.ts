/** Many callers while the database breaks every connection. */
import net from "node:net";
import { expect, test } from "vitest";
import { makeEventReader } from "../../../engine/history/event-reader.ts";
import { getOutcome, getRun } from "../../../engine/history/read-runs.ts";
import { openDb } from "../../../platform/database/db.ts";
import { isTransientDbError } from "../../../platform/retry/transient-db-error.ts";
import { actorOfKey } from "../../../server/auth/actor.ts";

test("those that wait together are refused together, and none waits for the others' turns", async () => {
  let connections = 0;
  const server = net.createServer((socket) => {
    connections += 1;
    socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!address || typeof address !== "object") throw new Error("the server does not listen");
  const db = openDb(`postgres://patchbay@127.0.0.1:${address.port}/none`, { name: "test" });
  const reader = makeEventReader(db.pool);
  const asks: Record<string, (at: number) => Promise<unknown>> = {
    run: (at) => getRun(db, "workspace", `run-${at}`),
    outcome: (at) => getOutcome(db, "workspace", `run-${at}`),
    events: (at) => reader.read(`run-${at}`, 0),
    state: (at) => reader.state(`run-${at}`),
    key: (at) => actorOfKey(db, `Bearer pb_${at}`),
  };
  for (const [name, ask] of Object.entries(asks)) {
    connections = 0;
    const results = await Promise.allSettled(Array.from({ length: 15 }, (_, at) => ask(at)));
    const errors = results.map((result) => (result.status === "rejected" ? result.reason : undefined));
    expect(errors.map(isTransientDbError), name).toEqual(Array(15).fill(true));
    expect(connections, name).toBe(1);
  }
  await db.close();
  server.close();
});
