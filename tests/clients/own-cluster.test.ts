/** Others' events in a cluster that only a credential knows, read by worker processes of which one is killed. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GuardedKafka, startGuardedKafka } from "../broker/guarded-kafka.ts";
import { carols, openOwner } from "../engine/triggers/cluster-fixtures.ts";
import { hasJava, type JavaClient, pythonClient, pythonWithClients, startJavaClient } from "./clients.ts";
import { base64, bulky, codecs, committed, partitions, transactions } from "./planned.ts";
import { openProduct, type Product } from "./product.ts";

describe.skipIf(!hasJava || pythonWithClients === "")("a cluster of one's own", () => {
  const cleanUp = new AsyncDisposableStack();
  let kafka: GuardedKafka;
  let owner: Awaited<ReturnType<typeof openOwner>>;
  let java: JavaClient;
  let product: Product;
  let credential: string;
  beforeAll(async () => {
    kafka = cleanUp.use(await startGuardedKafka());
    owner = cleanUp.use(await openOwner(kafka));
    java = cleanUp.use(await startJavaClient());
    product = cleanUp.use(await openProduct({ KAFKA_BROKERS: "", PATCHBAY_PRIVATE_HOSTS: "127.0.0.1" }));
    ({ id: credential } = await product.ada.api.credentials.create({
      name: "Own",
      ...carols(kafka),
      provider: "kafka",
    }));
  });
  afterAll(() => cleanUp.disposeAsync());

  function startWorker(): ChildProcess {
    const { DATABASE_URL, PATCHBAY_SECRET, PATCHBAY_HOME } = product.server.env;
    const own = {
      DATABASE_URL,
      PATCHBAY_SECRET,
      PATCHBAY_HOME,
      PATCHBAY_PRIVATE_HOSTS: "127.0.0.1",
      KAFKA_BROKERS: "",
    };
    const child = spawn(process.execPath, ["--no-warnings", "workers/main.ts"], {
      env: { NODE_ENV: "test", PATH: process.env.PATH, ...own, PATCHBAY_MODELS: "none", LOG_LEVEL: "silent" },
      stdio: "ignore",
    });
    cleanUp.defer(async () => await kill(child));
    return child;
  }

  async function kill(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  }

  test("events that their owner deleted before they were read are counted", async () => {
    const topic = await owner.create(1);
    const where = { brokers: kafka.open.join(","), topic };
    const followed = await product.follow(topic, { cluster: credential, format: "json" });
    const events = Array.from({ length: 10 }, (_, n) => ({ key: base64("k"), value: base64(`${n}`) }));
    await java.write(where, [{ codec: "lz4", events }]);
    await java.deleteBefore(where, { 0: 4 });
    startWorker();
    await expect.poll(async () => (await followed.trigger()).topic).toMatchObject({ lag: 0, lost: 4, dead: 0 });
    await expect
      .poll(async () => (await followed.runs()).map(({ output }) => output.value).sort())
      .toEqual([4, 5, 6, 7, 8, 9]);
  });

  test("each event of every codec and transaction is one run, though a worker is killed in the middle", async () => {
    const topic = await owner.create(partitions.count);
    const where = { brokers: kafka.open.join(","), topic };
    const followed = await product.follow(topic, {
      cluster: credential,
      start: "earliest",
      order: "none",
      concurrency: 20,
    });
    const doomed = startWorker();
    const bulk = codecs.map((codec, partition) => ({ codec, events: bulky(40, partition) }));
    await pythonClient("librdkafka").write(where, [...bulk, ...transactions]);
    await expect.poll(async () => (await followed.runs()).length).toBeGreaterThan(5);
    await kill(doomed);
    startWorker();
    await java.write(where, bulk);
    await expect.poll(async () => (await followed.trigger()).topic).toMatchObject({ lag: 0, dead: 0, lost: 0 });
    const sent = [...bulk, ...bulk].flatMap(({ events }) => events).concat(committed);
    await expect.poll(async () => (await followed.runs()).length).toBe(sent.length);
    const runs = await followed.runs();
    expect(new Set(runs.map(({ status }) => status))).toEqual(new Set(["succeeded"]));
    expect(runs.map(({ output }) => output.value).sort()).toEqual(sent.map(({ value }) => value).sort());
  });
});
