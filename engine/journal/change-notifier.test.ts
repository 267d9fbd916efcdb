import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RunsAdvanced } from "../../lib/messages.ts";
import type { Broker, BrokerMessage } from "../../platform/broker/broker.ts";
import { claimedRun } from "../../tests/engine/claimed-run.ts";
import { makeChangeNotifier } from "./change-notifier.ts";
import { RunClock } from "./run-clock.ts";
import type { WriteBatch } from "./run-journal.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const totals = { tokensIn: 0, tokensOut: 0, costUsd: 0, tokensPriced: 0 };
function batch(id: string, lastSeq: number, ending?: WriteBatch["ending"]): WriteBatch {
  const events = [{ seq: lastSeq, at: 0, data: { type: "run.queued" as const } }];
  const rows = { events, steps: [], blobs: [], approvals: [] };
  const of = { run: claimedRun({ id }), isClaim: false, clock: new RunClock(), lastSeq, totals, ending };
  return { ...of, ...rows, isLost: () => false, settle: () => {} };
}
const end = { status: "cancelled" as const };
const advancesIn = (messages: readonly BrokerMessage[]) =>
  messages.flatMap(({ value }) => RunsAdvanced.parse(value).runs);

function open() {
  const published: BrokerMessage[] = [];
  const broker: Broker = {
    driver: "postgres",
    publish: async (messages) => void published.push(...messages),
    subscribe: () => Promise.reject(new Error("no subscriptions here")),
    listen: () => Promise.reject(new Error("no listeners here")),
    ping: async () => {},
    close: async () => {},
  };
  const notifier = makeChangeNotifier(broker);
  return {
    notified: () => advancesIn(published.splice(0)),
    /** Writes batches as the journal does; answers what went out with their commit. */
    write(batches: readonly WriteBatch[]) {
      const sent = notifier.withCommit(batches);
      notifier.onWritten(batches, sent);
      return advancesIn(sent.messages);
    },
    /** A commit that takes some time; answers the function that ends it. */
    begin(batches: readonly WriteBatch[]) {
      const sent = notifier.withCommit(batches);
      return () => notifier.onWritten(batches, sent);
    },
    publish(batches: readonly WriteBatch[]) {
      notifier.withCommit(batches);
      notifier.onWritten(batches, undefined);
    },
    forget: notifier.forget,
    refused(batches: readonly WriteBatch[]) {
      notifier.withCommit(batches);
      notifier.onWritten([], undefined);
    },
  };
}

test("the first batch is notified with its commit, those that follow at once together a little later", () => {
  const { write, notified } = open();
  expect(write([batch("a", 2)])).toEqual([["a", 2, "on"]]);
  expect(write([batch("a", 3), batch("b", 2)])).toEqual([]);
  expect(write([batch("a", 4)])).toEqual([]);
  expect(notified()).toEqual([]);
  vi.advanceTimersByTime(11);
  expect(notified().toSorted()).toEqual([
    ["a", 4, "on"],
    ["b", 2, "on"],
  ]);
  vi.advanceTimersByTime(50);
  expect(notified(), "once").toEqual([]);
});

test("an end is notified with its commit, and takes along what was held back", () => {
  const { write, notified } = open();
  write([batch("a", 2)]);
  write([batch("b", 2), batch("a", 3)]);
  expect(write([batch("a", 4, end)])).toEqual([
    ["b", 2, "on"],
    ["a", 4, "finished"],
  ]);
  vi.advanceTimersByTime(50);
  expect(notified()).toEqual([]);
});

test("what was held back goes out with the next commit when it is time, and not by itself", () => {
  const { begin, write, notified } = open();
  write([batch("a", 2)]);
  vi.advanceTimersByTime(4);
  const done = begin([batch("a", 3)]);
  vi.advanceTimersByTime(3);
  done();
  expect(notified(), "a commit that was sent too early is no reason for a notification").toEqual([]);
  expect(write([batch("a", 4)])).toEqual([["a", 4, "on"]]);
  vi.advanceTimersByTime(50);
  expect(notified()).toEqual([]);
});

test("where commits carry no notification, each is published when it is time", () => {
  const { publish, notified } = open();
  publish([batch("a", 2)]);
  expect(notified()).toEqual([["a", 2, "on"]]);
  publish([batch("a", 3)]);
  expect(notified()).toEqual([]);
  vi.advanceTimersByTime(6);
  expect(notified()).toEqual([["a", 3, "on"]]);
});

test("what is written while another commit is under way is notified after it", () => {
  const { begin, write, notified } = open();
  write([batch("a", 2)]);
  write([batch("b", 2)]);
  const done = begin([batch("c", 3, end)]);
  write([batch("b", 3), batch("d", 2)]);
  done();
  vi.advanceTimersByTime(11);
  expect(notified().toSorted()).toEqual([
    ["b", 3, "on"],
    ["d", 2, "on"],
  ]);
});

test("what was refused is not notified", () => {
  const { refused, write, notified } = open();
  refused([batch("a", 9, end)]);
  expect(notified()).toEqual([]);
  expect(write([batch("b", 2)])).toEqual([["b", 2, "on"]]);
});

test("a run whose end is notified elsewhere is not notified again, the others are", () => {
  const { write, notified, forget } = open();
  write([batch("a", 2)]);
  write([batch("a", 3)]);
  forget([batch("a", 4, end)]);
  vi.advanceTimersByTime(3);
  expect(write([batch("b", 2)])).toEqual([]);
  vi.advanceTimersByTime(11);
  expect(notified()).toEqual([["b", 2, "on"]]);
  write([batch("a", 3), batch("b", 3)]);
  forget([batch("a", 4, end)]);
  vi.advanceTimersByTime(11);
  expect(notified()).toEqual([["b", 3, "on"]]);
});
