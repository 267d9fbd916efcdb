/** The broker itself stops while messages flow, and is started again: what it has acknowledged is handled. */
import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import type { Broker } from "../../platform/broker/broker.ts";
import { openKafkaBroker } from "../../platform/broker/kafka/kafka.ts";
import { silentLog } from "../../platform/broker/log.ts";
import { openBroker } from "../../platform/broker/open.ts";
import { newId } from "../../platform/ids.ts";
import { applyMigrations } from "../../scripts/migrate.ts";
import { freePort } from "../../scripts/services/free-port.ts";
import { startKafka } from "../../scripts/services/kafka.ts";
import { startPostgres } from "../../scripts/services/postgres.ts";
import { describeWithKafka } from "../helpers/kafka.ts";
import { patienceMs } from "../helpers/patience.ts";
import { openFaultProxy } from "../helpers/peers/fault-proxy.ts";

type Server = { open(): Promise<Broker>; interrupt(): Promise<void> };

async function temporary(): Promise<AsyncDisposable & { path: string }> {
  const path = await mkdtemp(join(tmpdir(), "patchbay-broker-"));
  await chmod(path, 0o755);
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

/** Publishes without a pause, stops the server in the middle, and counts what was handled of what was acknowledged. */
async function survive(server: Server): Promise<void> {
  const [sender, receiver] = await Promise.all([server.open(), server.open()]);
  const topic = `test.restart.${newId()}`;
  const handled = new Map<number, number>();
  await receiver.subscribe({
    topics: [topic],
    group: "g",
    handle: async (batch) => {
      for (const { value } of batch) handled.set(Number(value), (handled.get(Number(value)) ?? 0) + 1);
    },
  });
  const acknowledged: number[] = [];
  let refused = 0;
  let isOver = false;
  const sending = (async () => {
    for (let n = 0; !isOver; n += 1) {
      await sender.publish([{ topic, key: `${n % 5}`, value: n }]).then(
        () => acknowledged.push(n),
        () => {
          refused += 1;
        },
      );
      await sleep(5);
    }
  })();
  await expect.poll(() => handled.size).toBeGreaterThan(30);
  await server.interrupt();
  const before = acknowledged.length;
  await expect.poll(() => acknowledged.length).toBeGreaterThan(before + 30);
  isOver = true;
  await sending;
  await expect.poll(() => acknowledged.filter((n) => !handled.has(n))).toEqual([]);
  expect(refused + acknowledged.length).toBeGreaterThan(60);
  await Promise.all([sender.close(), receiver.close()]);
}

test("Postgres, stopped and started again mid-stream, loses nothing it has acknowledged", async () => {
  await using folder = await temporary();
  const options = {
    ...{ dataDir: join(folder.path, "data"), logFile: join(folder.path, "postgres.log") },
    ...{ port: await freePort(), password: "restart" },
  };
  let current = await startPostgres(options);
  const databaseUrl = current.url("postgres");
  await applyMigrations(databaseUrl);
  try {
    await survive({
      open: () => openBroker({ databaseUrl, clientId: "restart" }),
      async interrupt() {
        // A crash may cost the broker the last moments, which its interface says; a stop costs it nothing.
        await current.stop();
        current = await startPostgres(options);
      },
    });
  } finally {
    await current.stop();
  }
});

describeWithKafka("with a Kafka of its own", () => {
  test("Kafka, killed and started again mid-stream, loses nothing it has acknowledged", async () => {
    await using folder = await temporary();
    const options = {
      cacheDir: resolve(process.env.PATCHBAY_HOME ?? ".patchbay", "kafka"),
      ...{ dataDir: join(folder.path, "data"), logFile: join(folder.path, "kafka.log"), keepsData: true },
    };
    // Kafka tells its clients to come by the stretch of network that is broken afterwards.
    const advertisedPort = await freePort();
    let current = await startKafka({ ...options, advertisedPort });
    const { port } = current;
    const way = await openFaultProxy({ port, seed: 1, listen: advertisedPort });
    const open = () =>
      openKafkaBroker({ brokers: [`127.0.0.1:${way.port}`], clientId: "restart", log: silentLog, answerMs: 4000 });
    try {
      await survive({
        open,
        async interrupt() {
          current.daemon.kill();
          await current.daemon.ended;
          current = await startKafka({ ...options, port, advertisedPort });
          expect(current.port).toBe(port);
        },
      });
      // Half-open connections report nothing: they have to be detected and closed.
      await survive({
        open,
        interrupt: () => way.breakFor("half-open", 100, patienceMs),
      });
    } finally {
      await way[Symbol.asyncDispose]();
      await current.stop();
    }
  });
});
