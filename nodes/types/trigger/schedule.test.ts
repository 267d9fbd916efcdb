import { expect, test } from "vitest";
import { checkGraph } from "../../../lib/graph/check.ts";
import { graphOf } from "../../../tests/engine/fixtures.ts";
import { makeCatalogue } from "../../catalogue.ts";
import { nodeTypes } from "../../index.ts";
import { schedule } from "./schedule.ts";

const catalogue = makeCatalogue(nodeTypes);
const issuesOf = (config: object) =>
  checkGraph(graphOf({ clock: ["schedule", config] }, []), catalogue).map(({ setting, message }) => [setting, message]);

test("a schedule that never fires is a problem of the graph", () => {
  expect(issuesOf({ when: "0 0 31 2 *" })).toEqual([
    ["when", "Schedule, When: This schedule never fires: no month has a day that fits. Change the day or the month."],
  ]);
  expect(issuesOf({ when: "0 9 * * *", timeZone: "Mars/Base" })).toEqual([
    [
      "timeZone",
      "Schedule, Time zone: “Mars/Base” is not a time zone. Write it as Europe/Berlin, America/New_York or UTC.",
    ],
  ]);
  expect(issuesOf({})).toEqual([]);
  expect(issuesOf({ when: "every 5 minutes", timeZone: "" })).toEqual([]);
});

test("the settings of a fresh node are as its docs say", () => {
  expect(schedule.config.parse({})).toMatchObject({ when: "0 9 * * MON-FRI", timeZone: "UTC", missed: "skip" });
});
