/** The connection that listens to Postgres, when it breaks again while it comes back. */
import net from "node:net";
import { expect, test } from "vitest";
import { silentLog } from "../../platform/broker/log.ts";
import { makeListener } from "../../platform/broker/postgres/postgres-listener.ts";
import { testDatabase } from "../helpers/database.ts";

test("a connection that breaks before it listens again leaves one behind that listens, and no second one", async () => {
  await using db = await testDatabase();
  const way = await openWay(Number(new URL(db.url).port));
  const through = new URL(db.url);
  through.port = String(way.port);
  const name = "listens";
  const listener = makeListener({ connectionString: through.href, application_name: name }, silentLog);
  const heard: string[] = [];
  let comeBacks = 0;
  await listener.add({
    topic: "a",
    onPayload: (payload) => heard.push(payload),
    onReconnect: () => {
      comeBacks += 1;
    },
  });

  way.breakAtListen = 2;
  way.cut();
  await expect.poll(() => comeBacks).toBeGreaterThan(0);
  expect(way.breakAtListen).toBe(0);
  await db.pool.query("NOTIFY a, 'one'");
  await expect.poll(() => heard.length).toBeGreaterThan(0);
  // The first to come back was alone; one more would come within this time, which is the first wait between two tries.
  await listener.add({ topic: "b", onPayload: (payload) => heard.push(payload) });
  await db.pool.query("NOTIFY a, 'two'");
  await db.pool.query("NOTIFY b, 'three'");
  await expect.poll(() => heard).toContain("three");
  expect(heard).toEqual(["one", "two", "three"]);
  expect(comeBacks).toBe(1);
  const { rows } = await db.pool.query("SELECT FROM pg_stat_activity WHERE application_name = $1", [name]);
  expect(rows).toHaveLength(1);
  await listener.close();
  await way.close();
});

/** To the database, on a way that breaks the next connections when they ask to listen. */
async function openWay(port: number) {
  const open = new Set<net.Socket>();
  const way = {
    port: 0,
    breakAtListen: 0,
    cut: () => {
      for (const socket of open) socket.destroy();
    },
    close: () => {
      way.cut();
      return new Promise((resolve) => server.close(resolve));
    },
  };
  const server = net.createServer((client) => {
    const upstream = net.connect({ host: "127.0.0.1", port });
    for (const [socket, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        other.destroy();
      });
    }
    client.on("data", (data) => {
      if (way.breakAtListen > 0 && data.includes("LISTEN")) {
        way.breakAtListen -= 1;
        client.destroy();
      } else upstream.write(data);
    });
    upstream.on("data", (data) => client.write(data));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address && typeof address === "object") way.port = address.port;
  return way;
}
