/** What every broker promises (platform/broker/broker.ts), as one suite that each driver's test file runs. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import type { Broker, BrokerMessage } from "../../platform/broker/broker.ts";
import { newId } from "../../platform/ids.ts";

export type BrokerSubject = AsyncDisposable & {
  /** The driver and its address, for a member in another process. */
  address: [kind: "kafka" | "postgres", where: string];
  /** A broker as another process would open it; closed with the subject. */
  open(): Promise<Broker>;
  /** The group's committed position, as the broker itself tells it: messages of the topic handled for good. */
  committed(topic: string, group: string): Promise<number>;
  /** Breaks every connection there is, by the server's hand. */
  interrupt(): Promise<void>;
};

export function describeBroker(name: string, openSubject: () => Promise<BrokerSubject>): void {
  describe(`the ${name} broker`, () => {
    test("delivers messages of one key in the order in which they were sent", async () => {
      await using subject = await openSubject();
      const [sender, receiver] = await Promise.all([subject.open(), subject.open()]);
      const topic = newTopic();
      const received: BrokerMessage[] = [];
      await receiver.subscribe({ topics: [topic], group: "g", handle: async (batch) => void received.push(...batch) });
      const keys = ["a", "b", "c"];
      for (let n = 0; n < 100; n += 1) await sender.publish(keys.map((key) => ({ topic, key, value: n })));
      await expect.poll(() => received.length).toBe(300);
      for (const key of keys) {
        expect(received.filter((each) => each.key === key).map((each) => each.value)).toEqual(upTo(100));
      }
    });

    test("gives each message to one member of a group and to every group", async () => {
      await using subject = await openSubject();
      const [sender, ...members] = await Promise.all([subject.open(), subject.open(), subject.open(), subject.open()]);
      const topic = newTopic();
      const received: Record<string, number[]> = { g: [], h: [] };
      for (const [index, member] of members.entries()) {
        const group = index < 2 ? "g" : "h";
        await member.subscribe({
          topics: [topic],
          group,
          handle: async (batch) => void received[group]?.push(...batch.map((each) => Number(each.value))),
        });
      }
      for (let n = 0; n < 60; n += 1) await sender.publish([{ topic, key: `${n % 7}`, value: n }]);
      await expect.poll(() => [received.g?.length, received.h?.length]).toEqual([60, 60]);
      for (const group of ["g", "h"]) expect(received[group]?.toSorted((a, b) => a - b)).toEqual(upTo(60));
    });

    test("commits behind the handler, and delivers again what a killed member had not handled", async () => {
      await using subject = await openSubject();
      const [sender, second] = await Promise.all([subject.open(), subject.open()]);
      const topic = newTopic();
      const received: unknown[] = [];
      const member = fork(memberFile, [...subject.address, topic, "g"], { execArgv: ["--no-warnings"] });
      member.on("message", (word: { value?: unknown }) => word.value !== undefined && received.push(word.value));
      await once(member, "message");
      for (let n = 0; n < 3; n += 1) {
        await sender.publish([{ topic, key: "k", value: n }]);
        await expect.poll(() => received.length).toBe(n + 1);
      }
      await expect.poll(() => subject.committed(topic, "g")).toBe(3);
      await sender.publish([3, 4].map((value) => ({ topic, key: "k", value })));
      await expect.poll(() => received.includes(3)).toBe(true);
      await sleep(300);
      expect(await subject.committed(topic, "g"), "nothing is committed before it is handled").toBe(3);
      member.kill("SIGKILL");
      await once(member, "exit");
      const done: unknown[] = [];
      await second.subscribe({
        topics: [topic],
        group: "g",
        handle: async (batch) => void done.push(...batch.map((each) => each.value)),
      });
      await expect.poll(() => done).toEqual([3, 4]);
      await expect.poll(() => subject.committed(topic, "g")).toBe(5);
    });

    test("puts a message that no handler accepts on the dead-letter topic, and those behind it run", async () => {
      await using subject = await openSubject();
      const [sender, receiver] = await Promise.all([subject.open(), subject.open()]);
      const topic = newTopic();
      const done: number[] = [];
      let tries = 0;
      const letters: BrokerMessage[] = [];
      await receiver.listen({ topics: ["patchbay.dlq"], handle: (batch) => void letters.push(...batch) });
      await receiver.subscribe({
        topics: [topic],
        group: "g",
        handle: async (batch) => {
          if (batch.some(({ value }) => value === 2)) {
            if (batch.length === 1) tries += 1;
            throw new Error("I cannot read 2");
          }
          done.push(...batch.map((each) => Number(each.value)));
        },
      });
      await sender.publish([0, 1, 2, 3, 4].map((value) => ({ topic, key: "k", value })));
      await expect.poll(() => [...new Set(done)]).toEqual([0, 1, 3, 4]);
      const mine = () => letters.map((letter) => letter.value).filter((value) => JSON.stringify(value).includes(topic));
      await expect.poll(mine).toEqual([{ topic, key: "k", value: 2, error: "I cannot read 2" }]);
      expect(tries).toBe(4);
      await expect.poll(() => subject.committed(topic, "g")).toBe(5);
    });

    test("lets every listener receive every message, large and odd ones too, from its start on", async () => {
      await using subject = await openSubject();
      const [sender, ...listeners] = await Promise.all([subject.open(), subject.open(), subject.open()]);
      const topic = newTopic();
      await sender.publish([{ topic, key: "k", value: "before any listener" }]);
      const received = await Promise.all(
        listeners.map(async (listener) => {
          const messages: BrokerMessage[] = [];
          await listener.listen({ topics: [topic], handle: (batch) => void messages.push(...batch) });
          return messages;
        }),
      );
      const values = [
        "a",
        { b: ["ü", "\u2028", "'"] },
        "x".repeat(20_000),
        "a",
        null,
        "y".repeat(5000),
        "y".repeat(5000),
      ];
      await sender.publish(values.map((value) => ({ topic, key: "k", value })));
      for (const messages of received) {
        await expect.poll(() => messages.length).toBe(values.length);
        expect(messages.map((each) => each.value).toSorted(byJson)).toEqual(values.toSorted(byJson));
      }
    });

    test("goes on by itself after every connection broke, and loses nothing that was sent", async () => {
      await using subject = await openSubject();
      const [sender, receiver] = await Promise.all([subject.open(), subject.open()]);
      const topic = newTopic();
      const done = new Set<number>();
      const overheard = new Set<number>();
      await receiver.subscribe({
        topics: [topic],
        group: "g",
        handle: async (batch) => batch.forEach((each) => void done.add(Number(each.value))),
      });
      await receiver.listen({
        topics: [topic],
        handle: (batch) => batch.forEach((each) => void overheard.add(Number(each.value))),
      });
      const sent: number[] = [];
      const send = async (value: number) => {
        await sender.publish([{ topic, key: `${value % 3}`, value }]).then(
          () => sent.push(value),
          () => {},
        );
      };
      for (let n = 0; n < 20; n += 1) await send(n);
      const interrupted = subject.interrupt();
      for (let n = 20; n < 40; n += 1) {
        await send(n);
        await sleep(20);
      }
      await interrupted;
      for (let n = 40; n < 60; n += 1) await send(n);
      expect(sent.length).toBeGreaterThan(40);
      await expect.poll(() => sent.filter((n) => !done.has(n))).toEqual([]);
      // A listener may miss what was sent while it was disconnected, and receives again afterwards.
      await expect
        .poll(async () => {
          await send(1000);
          return overheard.has(1000);
        })
        .toBe(true);
      await sender.ping();
    });
  });
}

const memberFile = fileURLToPath(new URL("member-process.ts", import.meta.url));
const newTopic = () => `test.${newId().slice(-12)}`;
const upTo = (count: number) => Array.from({ length: count }, (_, index) => index);
const byJson = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
