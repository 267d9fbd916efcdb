import { expect, test } from "vitest";
import { BrokerAway } from "../broker-away.ts";
import { silentLog } from "../log.ts";
import { connectAtStart } from "./connect-at-start.ts";

function connecting(...failures: Error[]) {
  const told: string[] = [];
  const log = { ...silentLog, warn: ({ why }: { why?: string }) => void told.push(why ?? "") } as typeof silentLog;
  const connect = async () => {
    const failure = failures.shift();
    if (failure) throw failure;
  };
  const at = (patienceMs: number) => connectAtStart(connect, { brokers: ["kafka:9092"], log, patienceMs });
  return { at, told, failures };
}

const away = () => new Error("Connection error: connect ECONNREFUSED 127.0.0.1:9092");
const sentence =
  "Kafka at kafka:9092 does not answer: Connection error: connect ECONNREFUSED 127.0.0.1:9092. Check that it runs, and KAFKA_BROKERS.";

test("a Kafka that starts is waited for, and the log says once why", async () => {
  const { at, told } = connecting(away(), away());
  await at(60_000);
  expect(told).toEqual([sentence]);
});

test("one that stays away is not waited for without an end", async () => {
  const { at } = connecting(away());
  await expect(at(0)).rejects.toThrow(expect.objectContaining({ name: "BrokerAway", message: sentence }));
});

test("settings that Kafka does not take are said at once", async () => {
  const { at, failures } = connecting(new Error("self-signed certificate"), away());
  await expect(at(60_000)).rejects.toThrow(BrokerAway);
  expect(failures).toHaveLength(1);
});
