#!/usr/bin/env bash
# Four cron libraries disagree about the days on which clocks are changed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init -y >npm.log
npm install --silent --no-audit --no-fund --save-exact cron@4.4.0 cron-parser@5.10.6 croner@11.0.1 node-cron@4.6.0
npm ls --depth=0 | tail -n +2
cat <<'TEXT'
What surprises: a daily time that the clock skips runs at the end of the gap, an hour after its time, or not at all that
day. "cron" adds a run at the end of the gap to an hourly job. In the hour that comes twice, "every twenty minutes" is
silent for 80 minutes in node-cron. Where the clock skips half an hour only, "cron" runs a daily job twice that day, half
an hour early and half an hour late by the wall clock.

TEXT

cat >show.mjs <<'JS'
import { mock } from "node:test";
import { CronTime } from "cron";
import { CronExpressionParser } from "cron-parser";
import { Cron } from "croner";
import nodeCron from "node-cron";

// Each gives the next three runs. node-cron can only be asked about the present, so the present is set.
const libraries = {
  cron(expression, timezone, from) {
    const runs = [from];
    while (runs.length < 4) runs.push(new CronTime(expression).getNextDateFrom(runs.at(-1), timezone).toJSDate());
    return runs.slice(1);
  },
  "cron-parser"(expression, tz, currentDate) {
    const times = CronExpressionParser.parse(expression, { currentDate, tz });
    return [times.next(), times.next(), times.next()].map((time) => time.toDate());
  },
  croner: (expression, timezone, from) => new Cron(expression, { timezone, paused: true }).nextRuns(3, from),
  "node-cron"(expression, timezone, now) {
    mock.timers.enable({ apis: ["Date"], now });
    const runs = nodeCron.createTask(expression, () => {}, { timezone }).getNextRuns(3);
    mock.timers.reset();
    return runs;
  },
};

function ask(expression, timeZone, from) {
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, dateStyle: "short", timeStyle: "long" });
  const answers = {};
  for (const [name, nextRuns] of Object.entries(libraries)) {
    const runs = nextRuns(expression, timeZone, new Date(from));
    const said = runs.map((at) => clock.format(at).replace(/.* (.*):00 /, "$1 ")).join(", ");
    answers[said] = [...(answers[said] ?? []), name];
  }
  console.log(`${expression}  ${timeZone}`);
  for (const [said, names] of Object.entries(answers)) console.log(`  ${said}: ${names.join(", ")}`);
}
ask("30 2 * * *", "America/New_York", "2027-03-13T12:00:00-05:00");
ask("30 * * * *", "America/New_York", "2027-03-14T01:00:00-05:00");
ask("*/20 * * * *", "America/New_York", "2027-11-07T01:30:00-04:00");
ask("15 2 * * *", "Australia/Lord_Howe", "2027-10-02T12:00:00+10:30");
JS

cat >expected.txt <<'TEXT'
30 2 * * *  America/New_York
  03:00 GMT-4, 02:30 GMT-4, 02:30 GMT-4: cron, croner
  03:30 GMT-4, 02:30 GMT-4, 02:30 GMT-4: cron-parser
  02:30 GMT-4, 02:30 GMT-4, 02:30 GMT-4: node-cron
30 * * * *  America/New_York
  01:30 GMT-5, 03:00 GMT-4, 03:30 GMT-4: cron
  01:30 GMT-5, 03:30 GMT-4, 04:30 GMT-4: cron-parser, croner, node-cron
*/20 * * * *  America/New_York
  01:40 GMT-4, 01:00 GMT-5, 01:20 GMT-5: cron, cron-parser, croner
  01:40 GMT-4, 02:00 GMT-5, 02:20 GMT-5: node-cron
15 2 * * *  Australia/Lord_Howe
  01:45 GMT+10:30, 02:45 GMT+11, 02:15 GMT+11: cron
  02:15 GMT+11, 02:15 GMT+11, 02:15 GMT+11: cron-parser, node-cron
  02:30 GMT+11, 02:15 GMT+11, 02:15 GMT+11: croner
TEXT
node --no-warnings show.mjs | tee seen.txt
diff expected.txt seen.txt || { echo "The behaviour has changed."; exit 1; }
echo "As described."
