import { afterEach, expect, test, vi } from "vitest";
import { PatchbayError } from "../../../../lib/errors.ts";
import type { TopicEvent } from "../../../../platform/topics/topic-log.ts";
import { type BatchDeps, makeBatchWork } from "./batch-work.ts";

const event = (offset: number): TopicEvent => ({
  ...{ partition: 0, offset: BigInt(offset), key: null, value: Buffer.from("x"), headers: [], timestamp: 0 },
});
const events = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => event(from + index));

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const undo of cleanUp.splice(0)) undo();
});

/** What stays when a worker goes: the position, and the runs by where their batches begin. */
function openDisk(position = 5n) {
  const runs = new Map<bigint, { offsets: unknown[]; next: bigint }>();
  const dead: string[] = [];
  return { position, runs, dead };
}

function openWork(disk: ReturnType<typeof openDisk>, deps: Partial<BatchDeps> = {}) {
  return makeBatchWork({
    rules: { order: "key", ack: "accepted", attempts: 1, concurrency: 10, whenDeleted: "continue" },
    batch: { size: 3, windowMs: 0 },
    ...{ from: disk.position, stood: disk.position },
    read: async ({ offset }) => ({ kind: "run", values: { offset: Number(offset) } }),
    async begin(at) {
      if (at > disk.position) disk.position = at;
      return disk.position;
    },
    async find({ offset: start }) {
      const run = disk.runs.get(start);
      return run && { id: `run ${start}`, created: false, next: run.next, timestamp: undefined };
    },
    async acceptBatch({ start: { offset: start }, next, events: given }) {
      const run = disk.runs.get(start);
      if (!run) disk.runs.set(start, { offsets: given.map(({ offset }) => offset), next });
      return { id: `run ${start}`, created: !run, next: run?.next ?? next };
    },
    ended: async () => "succeeded",
    async deadLetter({ offset }, { error }) {
      disk.dead.push(`${offset} ${error}`);
      return true;
    },
    onError() {},
    pause() {},
    resume() {},
    onChange() {},
    ...deps,
  });
}

const batchesOf = ({ runs }: ReturnType<typeof openDisk>) => [...runs.values()].map(({ offsets }) => offsets);

test("events become runs in batches of the size, the rest when its time is over", async () => {
  const disk = openDisk();
  const work = openWork(disk);
  work.add(events(5, 12));
  await expect.poll(() => work.position()).toBe(12n);
  expect(batchesOf(disk)).toEqual([[5, 6, 7], [8, 9, 10], [11]]);
  expect(work.takeCounts()).toMatchObject({ events: 7, runId: "run 11" });
  await work.close();
});

test("who goes on takes a batch as it was cut before, however many events are there", async () => {
  const disk = openDisk();
  const first = openWork(disk, { ended: () => new Promise(() => {}) });
  first.add(events(5, 7));
  await expect.poll(() => disk.runs.size).toBe(1);
  await first.close();
  expect(first.position()).toBe(5n);
  const second = openWork(disk);
  second.add(events(5, 6));
  second.add(events(6, 11));
  await expect.poll(() => second.position()).toBe(11n);
  expect(batchesOf(disk)).toEqual([[5, 6], [7, 8, 9], [10]]);
  await second.close();
});

test("a batch that another worker has had meanwhile is left as it is", async () => {
  const disk = openDisk();
  const work = openWork(disk);
  disk.runs.set(8n, { offsets: [8], next: 9n });
  work.add(events(5, 11));
  await expect.poll(() => work.position()).toBe(11n);
  expect(batchesOf(disk)).toEqual([[8], [5, 6, 7], [9, 10]]);
  await work.close();
});

test("when the first event of a batch was deleted since, those behind it do not run twice", async () => {
  const disk = openDisk();
  disk.runs.set(5n, { offsets: [5, 6, 7], next: 8n });
  const work = openWork(disk);
  work.add(events(6, 10));
  await expect.poll(() => work.position()).toBe(10n);
  expect(batchesOf(disk)).toEqual([
    [5, 6, 7],
    [8, 9],
  ]);
  await work.close();
});

test("what cannot be read goes out alone, and so does what can have no run", async () => {
  const disk = openDisk();
  const plain = openWork(disk);
  await plain.close();
  const accepted: unknown[][] = [];
  const work = openWork(disk, {
    batch: { size: 6, windowMs: 0 },
    read: async ({ offset }) =>
      offset === 6n
        ? { kind: "poison", error: "no JSON" }
        : offset === 7n
          ? { kind: "skipped" }
          : { kind: "run", values: { offset: Number(offset) } },
    async acceptBatch({ start, next, events: given }) {
      const offsets = given.map(({ offset }) => offset);
      if (offsets.includes(9)) throw new PatchbayError("bad_input", "No run takes it.");
      accepted.push(offsets);
      return { id: `run ${start.offset}`, created: true, next };
    },
  });
  work.add(events(5, 11));
  await expect.poll(() => work.position()).toBe(11n);
  expect(accepted).toEqual([[5, 8], [10]]);
  expect(new Set(disk.dead)).toEqual(new Set(["6 no JSON", "9 No run takes it."]));
  expect(work.takeCounts()).toMatchObject({ events: 3, skipped: 1, dead: 2 });
  await work.close();
});

test("a batch whose runs fail gets others, and then all of it is dead", async () => {
  const disk = openDisk();
  const attempts: number[] = [];
  const work = openWork(disk, {
    rules: { order: "key", ack: "succeeded", attempts: 1, concurrency: 10, whenDeleted: "continue" },
    ended: async () => "failed",
    async acceptBatch({ attempt, next }) {
      attempts.push(attempt);
      return { id: "run", created: true, next };
    },
  });
  work.add(events(5, 7));
  await expect.poll(() => work.position()).toBe(7n);
  expect(attempts).toEqual([1]);
  expect(disk.dead).toEqual(["5 Its runs failed, 1 in all.", "6 Its runs failed, 1 in all."]);
  await work.close();
});

test("what retention deleted of a batch that has its run does not make the rest of it run twice", async () => {
  const disk = openDisk();
  disk.runs.set(5n, { offsets: [5, 6, 7], next: 8n });
  const work = openWork(disk, { from: 7n });
  work.add(events(7, 10));
  await expect.poll(() => work.position()).toBe(10n);
  expect(batchesOf(disk)).toEqual([
    [5, 6, 7],
    [8, 9],
  ]);
  await work.close();
});

test("a later run of a batch with fewer events, as of another version, does not cut it in another way", async () => {
  const disk = openDisk();
  const asked: string[] = [];
  const work = openWork(disk, {
    rules: { order: "key", ack: "succeeded", attempts: 2, concurrency: 10, whenDeleted: "continue" },
    ended: async ({ id }) => (id === "run 1" ? "failed" : "succeeded"),
    async acceptBatch({ attempt, next }) {
      asked.push(`${attempt} to ${next}`);
      return { id: `run ${attempt}`, created: false, next: attempt === 1 ? 8n : 7n };
    },
  });
  work.add(events(5, 8));
  await expect.poll(() => work.position()).toBe(8n);
  expect(asked).toEqual(["1 to 8", "2 to 8"]);
  await work.close();
});

test("a batch's time begins when its first event is read, also while a former batch is at work", async () => {
  const disk = openDisk();
  const ended = Promise.withResolvers<"succeeded">();
  const windowMs = 600_000;
  const work = openWork(disk, { batch: { size: 3, windowMs }, ended: async () => await ended.promise });
  work.add(events(5, 9));
  await expect.poll(() => disk.runs.size).toBe(1);
  const later = performance.now() + windowMs;
  const clock = vi.spyOn(performance, "now").mockImplementation(() => later);
  cleanUp.push(() => clock.mockRestore());
  ended.resolve("succeeded");
  await expect.poll(() => disk.runs.size).toBe(2);
  expect(batchesOf(disk)).toEqual([[5, 6, 7], [8]]);
  await work.close();
});
