import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { RunsAdvanced } from "../lib/messages.ts";
import type { Broker, BrokerMessage } from "../server/broker/broker.ts";
import type { ClaimedRun } from "./claimed-run.ts";
import { makeNews } from "./news.ts";
import type { Page } from "./run-journal.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] }));
afterEach(() => void vi.useRealTimers());

const run: ClaimedRun = {
  ...{ id: "", workspaceId: "w", pipelineId: "p", snapshotId: "s", input: {}, token: 1, worker: "a", lastSeq: 1 },
  ...{ cancelRequested: false, wakes: 0, tokensIn: 0, tokensOut: 0, ageMs: 0, waitedMs: 0, isNew: true },
  ...{ former: null, parentId: null, traceparent: null },
};

function page(id: string, lastSeq: number, ending?: Page["ending"]): Page {
  const events = [{ seq: lastSeq, at: 0, data: { type: "run.queued" as const } }];
  const rows = { events, steps: [], blobs: [], approvals: [] };
  const of = { run: { ...run, id }, isClaim: false, begunAt: 0, lastSeq, tokensIn: 0, tokensOut: 0, ending };
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
    subscribe: () => Promise.reject(new Error("nobody subscribes")),
    listen: () => Promise.reject(new Error("nobody listens")),
    ping: async () => {},
    close: async () => {},
  };
  const news = makeNews(broker);
  return {
    told: () => advancesIn(published.splice(0)),
    /** Writes pages as the journal does; answers what went out with their commit. */
    write(pages: readonly Page[]) {
      const messages = news.of(pages);
      news.written(pages, messages.length > 0);
      return advancesIn(messages);
    },
    forget: news.forget,
    refused(pages: readonly Page[]) {
      news.of(pages);
      news.written([], false);
    },
  };
}

test("the first page is told with its commit, those that follow at once together a little later", () => {
  const { write, told } = open();
  expect(write([page("a", 2)])).toEqual([["a", 2, "on"]]);
  expect(write([page("a", 3), page("b", 2)])).toEqual([]);
  expect(write([page("a", 4)])).toEqual([]);
  expect(told()).toEqual([]);
  vi.advanceTimersByTime(6);
  expect(told().toSorted()).toEqual([
    ["a", 4, "on"],
    ["b", 2, "on"],
  ]);
  vi.advanceTimersByTime(50);
  expect(told(), "once").toEqual([]);
});

test("an end is told with its commit, and takes along what was held back", () => {
  const { write, told } = open();
  write([page("a", 2)]);
  write([page("b", 2), page("a", 3)]);
  expect(write([page("a", 4, end)])).toEqual([
    ["b", 2, "on"],
    ["a", 4, "finished"],
  ]);
  vi.advanceTimersByTime(50);
  expect(told()).toEqual([]);
});

test("what was refused is told to nobody", () => {
  const { refused, write, told } = open();
  refused([page("a", 9, end)]);
  expect(told()).toEqual([]);
  expect(write([page("b", 2)])).toEqual([["b", 2, "on"]]);
});

test("of a run whose end is told elsewhere nothing more is told, of the others it is", () => {
  const { write, told, forget } = open();
  write([page("a", 2)]);
  write([page("a", 3)]);
  forget([page("a", 4, end)]);
  vi.advanceTimersByTime(3);
  expect(write([page("b", 2)])).toEqual([]);
  vi.advanceTimersByTime(6);
  expect(told()).toEqual([["b", 2, "on"]]);
  write([page("a", 3), page("b", 3)]);
  forget([page("a", 4, end)]);
  vi.advanceTimersByTime(6);
  expect(told()).toEqual([["b", 3, "on"]]);
});
