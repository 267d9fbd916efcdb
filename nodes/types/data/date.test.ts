import { expect, test } from "vitest";
import type { Json } from "../../../lib/values/json.ts";
import { runNode } from "../../../tests/helpers/node.ts";
import { date } from "./date.ts";

const run = async (config: Record<string, Json>, inputs: Record<string, Json>) =>
  (await runNode(date, { config, inputs })).outputs;
const read = async (text: Json, config: Record<string, Json> = {}) => (await run(config, { date: text })).date;

test.each<[string, Json, string]>([
  ["ISO 8601", "2027-01-31", "2027-01-31T00:00:00Z"],
  ["ISO 8601", "2027-01-31 14:30", "2027-01-31T14:30:00Z"],
  ["ISO 8601", "2027-01-31T14:30:00.250+02:00", "2027-01-31T12:30:00.250Z"],
  ["ISO 8601", "2027-W05-3", "2027-02-03T00:00:00Z"],
  ["ISO 8601", "20270131T1430Z", "2027-01-31T14:30:00Z"],
  ["ISO 8601", "2027W053", "2027-02-03T00:00:00Z"],
  ["ISO 8601", "2027-01-31T14", "2027-01-31T14:00:00Z"],
  ["ISO 8601", "20270131T143000.250+02", "2027-01-31T12:30:00.250Z"],
  ["ISO 8601", "2027-01-31T14:30:00+01:00[Europe/Berlin][u-ca=gregory]", "2027-01-31T13:30:00Z"],
  ["ISO 8601", "2027-01-31 14:30:00.5 UTC", "2027-01-31T14:30:00.500Z"],
  ["ISO 8601", "2027-01-31T14:30\u221205:00", "2027-01-31T19:30:00Z"],
  ["day.month.year", "31.01.2027 14:30:05.250 +01:00", "2027-01-31T13:30:05.250Z"],
  ["year/month/day", "2027/01/31 14:30Z", "2027-01-31T14:30:00Z"],
  ["month/day/year", "1/31/2027, 2:30:05\u202fPM", "2027-01-31T14:30:05Z"],
  ["month/day/year", "1/31/2027 12:30 a.m.", "2027-01-31T00:30:00Z"],
  ["month/day/year", "1/31/2027 2:30pm", "2027-01-31T14:30:00Z"],
  ["day.month.year", "1.2.2027", "2027-02-01T00:00:00Z"],
  ["day/month/year", "01/02/2027, 14:30", "2027-02-01T14:30:00Z"],
  ["month/day/year", "01/02/2027 2:30 PM", "2027-01-02T14:30:00Z"],
  ["year/month/day", "2027/1/31 14:30:05", "2027-01-31T14:30:05Z"],
  ["seconds since 1970", 1_800_000_000, "2027-01-15T08:00:00Z"],
  ["seconds since 1970", "1800000000.25", "2027-01-15T08:00:00.250Z"],
  ["milliseconds since 1970", 1_800_000_000_000, "2027-01-15T08:00:00Z"],
  ["e-mail or HTTP header", "Sun, 31 Jan 2027 10:00:00 +0200", "2027-01-31T08:00:00Z"],
])("reads %s: %s", async (format, text, expected) => {
  expect(await read(text, { format })).toBe(expected);
});

test("reads and writes formats of one's own, in a language", async () => {
  const config = { format: "own format", pattern: "d. MMMM yyyy", language: "de", output: "EEE, d. MMM" };
  expect(await run(config, { date: "1. März 2027" })).toMatchObject({
    date: "2027-03-01T00:00:00Z",
    text: "Mo., 1. März",
  });
});

test.each<[Json, Record<string, Json>, RegExp]>([
  ["01/02/2027", {}, /a day and a month or a month and a day/],
  ["31.01.2027", {}, /day\.month/],
  ["12", {}, /not written as ISO 8601/],
  ["2027-01-31 14", {}, /not written as ISO 8601/],
  ["2027-W05", {}, /not written as ISO 8601/],
  ["2027/01/31", {}, /year\/month\/day/],
  ["2027-1-5", {}, /yyyy-M-d/],
  ["next Friday", {}, /Write 2027-01-31/],
  ["2027-02-31", {}, /not a date that exists/],
  ["31.2.2027", { format: "day.month.year" }, /not a date that exists/],
  ["13/13/2027", { format: "month/day/year" }, /not a date that exists/],
  [1_800_000_000, {}, /seconds since 1970/],
  ["1800000000", {}, /seconds since 1970/],
  ["soon", { format: "seconds since 1970" }, /not a number of seconds/],
  ["1 May", { format: "own format", pattern: "d MMMM yyyy" }, /not written as “d MMMM yyyy”/],
  [null, {}, /empty/],
  [{ at: "2027-01-31" }, {}, /Take the field/],
  ["2027-01-31", { timeZone: "Mars/Olympus" }, /not a time zone/],
])("says what is wrong with %j", async (text, config, userMessage) => {
  await expect(read(text, config)).rejects.toMatchObject({ code: "bad_input", userMessage });
});

test("a text that is no date, however long, is refused", async () => {
  const expected = { code: "bad_input", userMessage: expect.stringContaining("is too long for a date") };
  await expect(read("x".repeat(1_000_000), { format: "month/day/year" })).rejects.toMatchObject(expected);
});

// When the clocks of each zone are changed: an hour, half an hour, and a whole day that Samoa left out.
const berlin = { timeZone: "Europe/Berlin" };
const lordHowe = { timeZone: "Australia/Lord_Howe" };
test.each<[string, Record<string, Json>, string, string]>([
  ["2027-03-28T02:30", berlin, "2027-03-28T01:30:00+01:00", "2027-03-28T03:30:00+02:00"],
  ["2027-10-31T02:30", berlin, "2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"],
  ["2027-10-03T02:15", lordHowe, "2027-10-03T01:45:00+10:30", "2027-10-03T02:45:00+11:00"],
  ["2027-04-04T01:45", lordHowe, "2027-04-04T01:45:00+11:00", "2027-04-04T01:45:00+10:30"],
  ["2011-12-30T12:00", { timeZone: "Pacific/Apia" }, "2011-12-29T12:00:00-10:00", "2011-12-31T12:00:00+14:00"],
])("a local time that is missing or comes twice is refused, or chosen as set: %s", async (text, zone, early, late) => {
  await expect(read(text, zone)).rejects.toMatchObject({ userMessage: /does not exist|comes twice/ });
  expect(await read(text, { ...zone, clockChange: "earlier" })).toBe(early);
  expect(await read(text, { ...zone, clockChange: "later" })).toBe(late);
});

test("a text with an offset is one point in time, also in the hour that comes twice", async () => {
  expect(await read("2027-10-31T02:30+01:00", berlin)).toBe("2027-10-31T02:30:00+01:00");
  expect(await read("2027-10-31T02:30+02:00", berlin)).toBe("2027-10-31T02:30:00+02:00");
  expect(await read("2027-03-28T00:59:59Z", berlin)).toBe("2027-03-28T01:59:59+01:00");
});

test.each([
  ["add", 1, "days", "2027-03-27T12:00", "2027-03-28T12:00:00+02:00"],
  ["add", 24, "hours", "2027-03-27T12:00", "2027-03-28T13:00:00+02:00"],
  ["add", 1, "months", "2027-01-31", "2027-02-28T00:00:00+01:00"],
  ["subtract", 1, "years", "2028-02-29", "2027-02-28T00:00:00+01:00"],
  ["add", 1.5, "hours", "2027-01-31", "2027-01-31T01:30:00+01:00"],
  ["start of", 1, "weeks", "2027-01-31", "2027-01-25T00:00:00+01:00"],
  ["start of", 1, "quarters", "2027-05-31", "2027-04-01T00:00:00+02:00"],
  ["end of", 1, "months", "2028-02-10", "2028-02-29T23:59:59.999+01:00"],
])("%s %s %s", async (action, amount, unit, from, expected) => {
  expect(await read(from, { ...berlin, action, amount, unit })).toBe(expected);
});

test("a day begins when its first hour is there", async () => {
  const cairo = { timeZone: "Africa/Cairo", action: "start of" };
  expect(await read("2027-04-30T10:00", cairo)).toBe("2027-04-30T01:00:00+03:00");
});

test("and it begins with the first of two midnights, where the clocks go back over one", async () => {
  const havana = { timeZone: "America/Havana", unit: "days" };
  expect(await read("2027-11-07T12:00", { ...havana, action: "start of" })).toBe("2027-11-07T00:00:00-04:00");
  expect(await read("2027-11-06T12:00", { ...havana, action: "end of" })).toBe("2027-11-06T23:59:59.999-04:00");
  expect(await read("2027-11-07T00:30-05:00", { ...havana, action: "start of" })).toBe("2027-11-07T00:00:00-04:00");
  const hour = { timeZone: "America/Havana", unit: "hours", action: "start of" };
  expect(await read("2027-11-07T00:30-05:00", hour)).toBe("2027-11-07T00:00:00-05:00");
});

test.each([
  ["add", "2027-03-27T02:30", "2027-03-28T01:30:00+01:00", "2027-03-28T03:30:00+02:00"],
  ["subtract", "2027-11-01T02:30", "2027-10-31T02:30:00+02:00", "2027-10-31T02:30:00+01:00"],
])(
  "where a local time does not exist or comes twice, what is added on the calendar goes by the setting: %s",
  async (action, from, early, late) => {
    const day = { ...berlin, action, unit: "days" };
    await expect(read(from, day)).rejects.toMatchObject({ userMessage: /(does not exist|comes twice).*Set “When/ });
    expect(await read(from, { ...day, clockChange: "earlier" })).toBe(early);
    expect(await read(from, { ...day, clockChange: "later" })).toBe(late);
  },
);

test.each([
  ["days", "2027-03-27T12:00", "2027-03-29T12:00", 2],
  ["hours", "2027-03-27T12:00", "2027-03-28T12:00", 23],
  ["months", "2027-03-31", "2027-01-31", -2],
  ["days", "2027-01-02T12:00", "2027-01-01", -1.5],
])("tells the difference in %s", async (unit, from, other, difference) => {
  const outputs = await run({ ...berlin, action: "difference", unit }, { date: from, other });
  expect(outputs.difference).toBe(difference);
});

test("the amount may arrive, and has to make sense", async () => {
  expect((await run({ action: "add" }, { date: "2027-01-31", amount: 3 })).date).toBe("2027-02-03T00:00:00Z");
  const refused = [
    [{ action: "add", amount: 0.5, unit: "months" }, /not a whole number of months/],
    [{ action: "add", amount: 1e9, unit: "years" }, /years 0 to 9999/],
    [{ action: "difference" }, /Connect “Other date”/],
  ] as const;
  for (const [config, userMessage] of refused) {
    await expect(read("2027-01-31", config)).rejects.toMatchObject({ code: "bad_input", userMessage });
  }
});

test("without a date it is now", async () => {
  const before = Date.now();
  const at = Date.parse(String((await run({}, {})).date));
  expect(at).toBeGreaterThanOrEqual(before);
  expect(at).toBeLessThanOrEqual(Date.now());
});
