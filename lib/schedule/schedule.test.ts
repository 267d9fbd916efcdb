import { describe, expect, test } from "vitest";
import { nextTimeAfter, nextTimes, parseSchedule, type Schedule } from "./schedule.ts";
import { localTime } from "./time-zone.ts";

function scheduleOf(when: string, timeZone = "UTC"): Schedule {
  const parsed = parseSchedule({ when, timeZone });
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.schedule;
}

const problemOf = (when: string, timeZone = "UTC") => {
  const parsed = parseSchedule({ when, timeZone });
  return parsed.ok ? undefined : parsed.message;
};

/** The local times that follow an instant, with their offsets. */
function timesAfter(when: string, zone: string, { after, count }: { after: string; count: number }): string[] {
  return nextTimes(scheduleOf(when, zone), Date.parse(after), count).map((time) => localTime(zone, time));
}

type Case = [when: string, after: string, expected: string[]];

describe("in New York, where 2:00 is skipped on 8 March and 1:00 comes twice on 1 November 2026", () => {
  const zone = "America/New_York";
  test.each<Case>([
    [
      "30 2 * * *",
      "2026-03-07T05:00:00Z",
      ["2026-03-07T02:30:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-09T02:30:00-04:00"],
    ],
    ["0,30 2 * * *", "2026-03-08T05:00:00Z", ["2026-03-08T03:00:00-04:00", "2026-03-09T02:00:00-04:00"]],
    [
      "*/20 * * * *",
      "2026-03-08T06:30:00Z",
      ["2026-03-08T01:40:00-05:00", "2026-03-08T03:00:00-04:00", "2026-03-08T03:20:00-04:00"],
    ],
    ["0 3 * * *", "2026-03-08T05:00:00Z", ["2026-03-08T03:00:00-04:00", "2026-03-09T03:00:00-04:00"]],
    ["30 1 * * *", "2026-11-01T04:00:00Z", ["2026-11-01T01:30:00-04:00", "2026-11-02T01:30:00-05:00"]],
    [
      "0,30 1,2 * * *",
      "2026-11-01T04:00:00Z",
      [
        "2026-11-01T01:00:00-04:00",
        "2026-11-01T01:30:00-04:00",
        "2026-11-01T02:00:00-05:00",
        "2026-11-01T02:30:00-05:00",
      ],
    ],
    [
      "*/30 * * * *",
      "2026-11-01T04:45:00Z",
      [
        "2026-11-01T01:00:00-04:00",
        "2026-11-01T01:30:00-04:00",
        "2026-11-01T01:00:00-05:00",
        "2026-11-01T01:30:00-05:00",
        "2026-11-01T02:00:00-05:00",
      ],
    ],
    [
      "0 * * * *",
      "2026-11-01T04:30:00Z",
      ["2026-11-01T01:00:00-04:00", "2026-11-01T01:00:00-05:00", "2026-11-01T02:00:00-05:00"],
    ],
    // Asked in the second hour: it has run in the first.
    ["30 1 * * *", "2026-11-01T06:10:00Z", ["2026-11-02T01:30:00-05:00"]],
  ])("%s", (when, after, expected) => {
    expect(timesAfter(when, zone, { after, count: expected.length })).toEqual(expected);
  });
});

describe("in Cairo, where midnight is skipped on 24 April and 23:00 comes twice on 29 October 2026", () => {
  const zone = "Africa/Cairo";
  test.each<Case>([
    ["0 0 * * *", "2026-04-22T23:00:00Z", ["2026-04-24T01:00:00+03:00", "2026-04-25T00:00:00+03:00"]],
    ["30 0 * * *", "2026-04-23T20:00:00Z", ["2026-04-24T01:00:00+03:00", "2026-04-25T00:30:00+03:00"]],
    [
      "*/20 * * * *",
      "2026-04-23T21:30:00Z",
      ["2026-04-23T23:40:00+02:00", "2026-04-24T01:00:00+03:00", "2026-04-24T01:20:00+03:00"],
    ],
    ["30 23 * * *", "2026-10-29T12:00:00Z", ["2026-10-29T23:30:00+03:00", "2026-10-30T23:30:00+02:00"]],
    ["0 0 * * *", "2026-10-29T12:00:00Z", ["2026-10-30T00:00:00+02:00"]],
    [
      "*/30 23 * * *",
      "2026-10-29T12:00:00Z",
      [
        "2026-10-29T23:00:00+03:00",
        "2026-10-29T23:30:00+03:00",
        "2026-10-29T23:00:00+02:00",
        "2026-10-29T23:30:00+02:00",
      ],
    ],
  ])("%s", (when, after, expected) => {
    expect(timesAfter(when, zone, { after, count: expected.length })).toEqual(expected);
  });
});

describe("on Lord Howe, where half an hour is skipped at 2:00 on 4 October and comes twice at 1:30 on 5 April 2026", () => {
  const zone = "Australia/Lord_Howe";
  test.each<Case>([
    ["15 2 * * *", "2026-10-03T00:00:00Z", ["2026-10-04T02:30:00+11:00", "2026-10-05T02:15:00+11:00"]],
    ["45 2 * * *", "2026-10-03T00:00:00Z", ["2026-10-04T02:45:00+11:00"]],
    ["15 2 * * *", "2026-04-04T00:00:00Z", ["2026-04-05T02:15:00+10:30", "2026-04-06T02:15:00+10:30"]],
    ["45 1 * * *", "2026-04-04T00:00:00Z", ["2026-04-05T01:45:00+11:00", "2026-04-06T01:45:00+10:30"]],
    [
      "*/15 * * * *",
      "2026-04-04T14:20:00Z",
      [
        "2026-04-05T01:30:00+11:00",
        "2026-04-05T01:45:00+11:00",
        "2026-04-05T01:30:00+10:30",
        "2026-04-05T01:45:00+10:30",
        "2026-04-05T02:00:00+10:30",
      ],
    ],
  ])("%s", (when, after, expected) => {
    expect(timesAfter(when, zone, { after, count: expected.length })).toEqual(expected);
  });
});

test("what is next does not depend on when one asks", () => {
  for (const [when, zone] of [
    ["*/20 * * * *", "America/New_York"],
    ["30 1 * * *", "America/New_York"],
    ["15,45 1,2 * * *", "Australia/Lord_Howe"],
    ["0 0 * * *", "Africa/Cairo"],
  ] as const) {
    for (const start of [
      "2026-03-07T00:00:00Z",
      "2026-04-03T12:00:00Z",
      "2026-04-23T00:00:00Z",
      "2026-10-02T12:00:00Z",
      "2026-10-28T12:00:00Z",
      "2026-10-31T00:00:00Z",
    ]) {
      const schedule = scheduleOf(when, zone);
      const [from, to] = [Date.parse(start), Date.parse(start) + 3 * 86_400_000];
      const all = nextTimes(schedule, from, 300).filter((time) => time < to);
      for (let now = from; now < to - 86_400_000; now += 7 * 60_000)
        expect(nextTimeAfter(schedule, now, now), `${when} ${zone} ${new Date(now).toISOString()}`).toBe(
          all.find((time) => time > now),
        );
    }
  }
});

test.each<[when: string, expected: string[]]>([
  // Weekday numbers are Unix's: 0 and 7 are Sunday. 2026-11-29 is one.
  ["0 9 * * 0", ["2026-11-29T09:00:00+00:00", "2026-12-06T09:00:00+00:00"]],
  ["0 9 * * 7", ["2026-11-29T09:00:00+00:00", "2026-12-06T09:00:00+00:00"]],
  ["0 9 * * 1-5", ["2026-11-30T09:00:00+00:00", "2026-12-01T09:00:00+00:00"]],
  ["0 9 * * fri-sun", ["2026-11-29T09:00:00+00:00", "2026-12-04T09:00:00+00:00"]],
  // Both days restricted: either; one with a star: both.
  ["0 0 13 * 5", ["2026-12-04T00:00:00+00:00", "2026-12-11T00:00:00+00:00", "2026-12-13T00:00:00+00:00"]],
  ["0 0 */2 * 5", ["2026-12-11T00:00:00+00:00", "2026-12-25T00:00:00+00:00"]],
  ["0 0 29 2 *", ["2028-02-29T00:00:00+00:00", "2032-02-29T00:00:00+00:00"]],
  ["@monthly", ["2026-12-01T00:00:00+00:00", "2027-01-01T00:00:00+00:00"]],
  ["every 90 seconds", ["2026-11-28T12:01:30+00:00", "2026-11-28T12:03:00+00:00"]],
  ["Every 2 days", ["2026-11-30T12:00:00+00:00"]],
  ["every hour", ["2026-11-28T13:00:00+00:00"]],
])("%s", (when, expected) => {
  expect(timesAfter(when, "UTC", { after: "2026-11-28T12:00:00Z", count: expected.length })).toEqual(expected);
});

test("ten leap days on a Sunday are found without walking through the centuries", () => {
  const times = timesAfter("0 0 29 2 */7", "America/New_York", { after: "2026-01-01T00:00:00Z", count: 10 });
  expect(times.slice(0, 2)).toEqual(["2032-02-29T00:00:00-05:00", "2060-02-29T00:00:00-05:00"]);
  expect(times).toHaveLength(10);
});

test("an interval keeps its beat after downtime", () => {
  const schedule = scheduleOf("every 10 minutes");
  expect(nextTimeAfter(schedule, 0, 25 * 60_000)).toBe(30 * 60_000);
  expect(nextTimeAfter(schedule, 0, 30 * 60_000)).toBe(40 * 60_000);
});

test.each([
  ["0 0 30 2 *", "This schedule never fires: no month has a day that fits. Change the day or the month."],
  ["0 0 31 4,6,9,11 *", "This schedule never fires: no month has a day that fits. Change the day or the month."],
  [
    "0 0 12 ? * MON-FRI",
    "This is a Quartz expression: it has 6 fields. Patchbay takes Unix cron, with five fields: write 0 12 * * MON-FRI instead. Quartz counts weekdays from 1 for Sunday, cron from 0.",
  ],
  [
    "0 0/15 9-17 ? * 2-6 *",
    "This is a Quartz expression: it has 7 fields. Patchbay takes Unix cron, with five fields: write */15 9-17 * * 1-5 instead. Quartz counts weekdays from 1 for Sunday, cron from 0.",
  ],
  [
    "cron(0 12 * * ? *)",
    "This is a Quartz expression: it has 6 fields. Patchbay takes Unix cron, with five fields: write 0 12 * * * instead. Quartz counts weekdays from 1 for Sunday, cron from 0.",
  ],
  [
    "0 0 L * *",
    "This is a Quartz expression. Patchbay takes Unix cron, with five fields and without seconds, years, ?, L, W and #. Its weekdays count from 0 for Sunday.",
  ],
  [
    "0 0 * * 2#1",
    "This is a Quartz expression. Patchbay takes Unix cron, with five fields and without seconds, years, ?, L, W and #. Its weekdays count from 0 for Sunday.",
  ],
  // Six fields without a ? are no Quartz: Spring and node-cron count weekdays as cron does.
  [
    "0 30 9 * * 1-5",
    "This expression has 6 fields, as those with seconds or years have. Patchbay takes Unix cron, with five fields: write 30 9 * * 1-5 instead.",
  ],
  [
    "*/10 * * * * *",
    "This expression has 6 fields, as those with seconds or years have. Patchbay takes Unix cron, with five fields. Write it as five cron fields: minute, hour, day of the month, month, day of the week.",
  ],
  [
    "0 9 * * 1 2027",
    "This expression has 6 fields, as those with seconds or years have. Patchbay takes Unix cron, with five fields. Write it as five cron fields: minute, hour, day of the month, month, day of the week.",
  ],
  [
    "0 0 9 1-7 * MON",
    "This expression has 6 fields, as those with seconds or years have. Patchbay takes Unix cron, with five fields. It names days of the month and of the week, and there both have to fit; in cron one of them is enough. Name one of the two, and check the other in the pipeline.",
  ],
  [
    "day='1-7', day_of_week='mon', hour=9",
    "This is an APScheduler trigger, with its fields by name. It names days of the month and of the week, and there both have to fit; in cron one of them is enough. Name one of the two, and check the other in the pipeline.",
  ],
  [
    "day_of_week='*/2', hour=9",
    "This is an APScheduler trigger, with its fields by name. Write 0 9 * * mon,wed,fri,sun instead. APScheduler counts weekdays from Monday, cron from Sunday.",
  ],
  [
    "day_of_week='1-6/2,mon', hour=9",
    "This is an APScheduler trigger, with its fields by name. Write 0 9 * * tue,thu,sat,mon instead. APScheduler counts weekdays from Monday, cron from Sunday.",
  ],
  [
    "CronTrigger(day_of_week='0-4', hour=9)",
    "This is an APScheduler trigger, with its fields by name. Write 0 9 * * mon-fri instead. APScheduler counts weekdays from Monday, cron from Sunday.",
  ],
  [
    "hour='*/2', minute=5",
    "This is an APScheduler trigger, with its fields by name. Write 5 */2 * * * instead. APScheduler counts weekdays from Monday, cron from Sunday.",
  ],
  [
    "day='last', hour=1",
    "This is an APScheduler trigger, with its fields by name. Write it as five cron fields: minute, hour, day of the month, month, day of the week.",
  ],
  ["61 * * * *", "This cron expression cannot be read: Invalid value for minute: 61."],
  ["5/15 * * * *", "The minute “5/15” needs a range before its step. Write 5-59/15."],
  ["0 9 * * *!", "The day of the week “*!” has a character that cron does not know. Use numbers, names, * , - and /."],
  [
    "9:00",
    "A cron expression has five fields: minute, hour, day of the month, month, day of the week. Write 0 9 * * MON-FRI, or an interval such as every 15 minutes.",
  ],
  ["every 0 seconds", "An interval is at least one second."],
  [
    "every 15 min",
    "Write an interval as every 30 seconds, every 15 minutes, every 2 hours, every day or every 2 weeks.",
  ],
  ["", "Enter a cron expression such as 0 9 * * MON-FRI, or an interval such as every 15 minutes."],
])("“%s” is refused with a sentence", (when, message) => {
  expect(problemOf(when)).toBe(message);
});

test("a time zone that does not exist is refused", () => {
  expect(problemOf("0 9 * * *", "Europe/Atlantis")).toBe(
    "“Europe/Atlantis” is not a time zone. Write it as Europe/Berlin, America/New_York or UTC.",
  );
});
