import { expect, test } from "vitest";
import { scheduleSource } from "./schedule-source.ts";
import type { OpenTrigger } from "./trigger-source.ts";

const noon = Date.parse("2026-11-29T12:00:00Z");
const minute = 60_000;

function triggerWith(settings: object): Omit<OpenTrigger, "state"> {
  const defaults = { when: "every 10 minutes", timeZone: "UTC", jitter: 0, missed: "skip" };
  return { pipelineId: "p", nodeId: "clock", settings: { ...defaults, ...settings } };
}

function opened(settings: object, now = noon): OpenTrigger {
  const trigger = triggerWith(settings);
  return { ...trigger, state: scheduleSource.open(trigger, { now }) };
}

test("the next time follows from the last planned one, however late the run was", () => {
  const { state } = opened({});
  expect(state.dueAt).toBe(noon + 10 * minute);
  const taken = scheduleSource.take({ ...triggerWith({}), state }, noon + 10 * minute + 45_000);
  expect(taken.event).toEqual({
    key: "trigger clock 2026-11-29T12:10:00.000Z",
    values: { time: "2026-11-29T12:10:00.000Z", localTime: "2026-11-29T12:10:00+00:00" },
  });
  expect(taken.state.dueAt).toBe(noon + 20 * minute);
});

test("times that were missed are skipped and said, or caught up one by one", () => {
  const late = noon + 35 * minute;
  const skipped = scheduleSource.take(opened({}), late);
  expect(skipped.event).toBeUndefined();
  expect(skipped.problem).toBe(
    "The times from 2026-11-29T12:10:00.000Z on were skipped, because no run could be started within a minute.",
  );
  expect(skipped.state.dueAt).toBe(noon + 40 * minute);

  let trigger = opened({ missed: "catch up" });
  const times: unknown[] = [];
  while ((trigger.state.dueAt ?? Number.POSITIVE_INFINITY) <= late) {
    const { event, state } = scheduleSource.take(trigger, late);
    times.push(event?.values.time);
    trigger = { ...trigger, state };
  }
  expect(times).toEqual(["2026-11-29T12:10:00.000Z", "2026-11-29T12:20:00.000Z", "2026-11-29T12:30:00.000Z"]);
});

test("another version takes over the times, and what is due already stays due", () => {
  const before = opened({});
  const same = { ...triggerWith({ missed: "catch up" }) };
  expect(scheduleSource.open(same, { now: noon + 5 * minute, before }).dueAt).toBe(noon + 10 * minute);
  const other = triggerWith({ when: "every hour" });
  expect(scheduleSource.open(other, { now: noon + 5 * minute, before }).dueAt).toBe(noon + 65 * minute);
  expect(scheduleSource.open(other, { now: noon + 10 * minute, before }).dueAt).toBe(noon + 10 * minute);
});

test("jitter delays a run by the same part of its limit wherever it is computed, and moves no planned time", () => {
  const settings = { when: "0 * * * *", jitter: 600 };
  const trigger = opened(settings);
  const planned = noon + 60 * minute;
  const delay = (trigger.state.dueAt ?? 0) - planned;
  expect(delay).toBeGreaterThan(0);
  expect(delay).toBeLessThan(600_000);
  expect(opened(settings).state).toEqual(trigger.state);
  expect(scheduleSource.take(trigger, planned + delay).event?.values.time).toBe(new Date(planned).toISOString());
  expect(scheduleSource.upcoming(trigger, 3)).toEqual([0, 1, 2].map((hours) => planned + hours * 60 * minute));
});
