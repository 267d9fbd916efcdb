/** Stopping in order while Kafka is away: a process that missed its ten seconds would end with the exit code 1. */
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { freePort } from "../../../scripts/services/free-port.ts";
import { testDatabase } from "../../helpers/database.ts";
import { describeWithKafka } from "../../helpers/kafka.ts";
import { openOwnKafka } from "../../helpers/own-kafka.ts";
import { numbered, openTopicTest } from "../triggers/topic-fixtures.ts";
import { kill, startProcess } from "../triggers/worker-processes.ts";

const root = fileURLToPath(new URL("../../..", import.meta.url));

async function stop(child: ChildProcess): Promise<unknown> {
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  return (await ended)[0];
}

describeWithKafka("with a Kafka of its own", () => {
  test("a worker, one with a trigger that is on and a web process stop in time after their Kafka was killed", async () => {
    await using kafka = await openOwnKafka();
    await using one = await openTopicTest([kafka.brokers]);
    await using db = await testDatabase();
    await one.on();
    const listening = await startProcess(one, [kafka.brokers]);
    await one.publish(numbered(6, 3));
    await expect.poll(async () => (await one.runs()).length).toBe(6);
    const env = {
      PATH: process.env.PATH,
      NODE_ENV: "production" as const,
      ...{ DATABASE_URL: db.url, KAFKA_BROKERS: kafka.brokers, PATCHBAY_MODELS: "none", LOG_LEVEL: "warn" },
      ...{ PATCHBAY_SECRET: "a secret that is good enough for tests", PORT: String(await freePort()) },
    };
    const others = ["workers/main.ts", "tests/chaos/processes/web-process.ts"].map((entry) =>
      fork(`${root}${entry}`, { cwd: root, execArgv: ["--no-warnings"], env }),
    );
    try {
      await Promise.all(others.map((child) => once(child, "message")));
      await kafka.kill();
      expect(await Promise.all([listening, ...others].map(stop))).toEqual([0, 0, 0]);
    } finally {
      await Promise.all(others.map(kill));
      // To tidy up after the test.
      await kafka.start();
    }
  });
});
