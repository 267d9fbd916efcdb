/** What a node reads from Patchbay's own database while that is unavailable: it waits, and no step fails. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openBroker } from "../../../platform/broker/open.ts";
import { openDb } from "../../../platform/database/db.ts";
import { loadEnv } from "../../../platform/env.ts";
import { saveFile } from "../../../platform/files/files.ts";
import { noObjectStores } from "../../../platform/files/object-store.ts";
import { newId } from "../../../platform/ids.ts";
import { openServices } from "../../../workers/services.ts";
import { testDatabase } from "../../helpers/database.ts";
import { openFaultProxy } from "../../helpers/peers/fault-proxy.ts";

type Asked = Awaited<ReturnType<typeof openHarness>>;

/** A workspace with a collection and a file, and the services of a worker behind a network that can be broken. */
async function openHarness() {
  const stack = new AsyncDisposableStack();
  const direct = stack.use(await testDatabase());
  const [workspaceId, collectionId] = [newId(), newId()];
  const defaultModel = { provider: "built-in", model: "" };
  await direct.prisma.workspace.create({ data: { id: workspaceId, name: "Test", defaultModel } });
  const collection = { id: collectionId, workspaceId, name: "Books", driver: "postgres", settings: {} };
  await direct.prisma.collection.create({ data: { ...collection, dimensions: 2, embedding: "none" } });
  const data = new TextEncoder().encode("kept");
  const file = await saveFile({ prisma: direct.prisma, stores: noObjectStores }, workspaceId, {
    name: "a.txt",
    mime: "text/plain",
    data,
  });
  const { hostname, port } = new URL(direct.url);
  const way = stack.use(await openFaultProxy({ host: hostname, port: Number(port), seed: 3 }));
  const behind = new URL(direct.url);
  behind.port = `${way.port}`;
  const db = openDb(behind.href, { max: 4, name: "services" });
  stack.defer(() => db.close());
  const broker = await openBroker({ pool: direct.pool, clientId: "services" });
  stack.defer(() => broker.close());
  const env = loadEnv({ DATABASE_URL: direct.url, PATCHBAY_SECRET: "s".repeat(32), PATCHBAY_MODELS: "none" });
  const { models, topics, servicesFor } = openServices({ db, broker, env });
  stack.defer(() => models.close());
  const services = servicesFor(workspaceId);
  return {
    direct,
    way,
    services,
    topics,
    workspaceId,
    collectionId,
    file,
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

const search = ({ services, collectionId }: Asked, signal: AbortSignal) =>
  services.collections.search(collectionId, { text: "whale", limit: 3, mode: "text" }, signal);

test("searches, files and the default model are asked for again until the database is back", async () => {
  await using harness = await openHarness();
  const { signal } = new AbortController();
  const ask = () =>
    Promise.all([
      search(harness, signal),
      harness.services.files.read(harness.file.id, signal),
      harness.services.models.chat({ provider: "default", model: "" }, {}),
    ]);
  await ask();
  harness.way.break("drop");
  let isAnswered = false;
  const answers = ask().finally(() => {
    isAnswered = true;
  });
  await sleep(700);
  expect(isAnswered, "nothing has come back, and nothing has failed").toBe(false);
  expect(harness.way.affected()).toBeGreaterThan(3);
  harness.way.heal();
  const [found, { data }, model] = await answers;
  expect(found).toEqual([]);
  expect(new TextDecoder().decode(data)).toBe("kept");
  expect(model).toBeDefined();
});

test("a publication to a topic in Postgres is asked for again when its connection breaks, and the event is there once", async () => {
  await using harness = await openHarness();
  const { services, topics, workspaceId, direct } = harness;
  const topic = await topics.create(workspaceId, { name: "orders", partitions: 1, retentionHours: 24 });
  const event = { cluster: "", delivery: "exactly once", topic: "orders", key: "a", value: "b", headers: [] } as const;
  const { signal } = new AbortController();
  const publish = (idempotencyKey: string) =>
    services.topics.publish(event, { idempotencyKey, runId: undefined, signal });
  await publish("first");
  // The connection breaks while the event is being appended, not before.
  const holder = await direct.pool.connect();
  await holder.query(`BEGIN; LOCK TABLE "TopicEvent" IN ACCESS EXCLUSIVE MODE`);
  const published = publish("second");
  const waiting = `SELECT 1 FROM pg_locks WHERE NOT granted AND relation = '"TopicEvent"'::regclass`;
  await expect.poll(async () => (await direct.pool.query(waiting)).rowCount).toBeGreaterThan(0);
  harness.way.break("reset");
  harness.way.heal();
  await holder.query("ROLLBACK");
  holder.release();
  expect(await published).toMatchObject({ partition: 0 });
  expect(await topics.ends(topic)).toMatchObject([{ first: 0n, next: 2n }]);
});

test("a step that is stopped meanwhile does not go on asking, and what is wrong is said at once", async () => {
  await using harness = await openHarness();
  const stop = new AbortController();
  harness.way.break("drop");
  const asked = search(harness, stop.signal).then(
    () => "answered",
    () => "stopped",
  );
  await sleep(300);
  stop.abort(new Error("the run was cancelled"));
  expect(await asked).toBe("stopped");
  harness.way.heal();
  await expect(harness.services.files.read(newId(), stop.signal)).rejects.toMatchObject({ code: "not_found" });
});
