import { z } from "zod";
import { Values } from "../../../lib/run.ts";
import { defineNode, port } from "../../define.ts";

/** Starts a run at times. What its settings mean is in lib/schedule; the engine fires it (engine/triggers/schedule.ts). */
export const schedule = defineNode({
  type: "schedule",
  version: 1,
  title: "Schedule",
  summary: "Starts a run at times: by a cron expression or at an interval.",
  category: "trigger",
  effect: "pure",
  icon: "calendar-clock",
  keywords: ["cron", "timer", "clock", "every", "daily", "hourly", "interval", "trigger"],
  role: "run-trigger",
  schedule: { when: "when", timeZone: "timeZone" },
  subtitle: "when",
  config: z.object({
    when: z.string().max(200).default("0 9 * * MON-FRI").meta({
      title: "When",
      description:
        "A cron expression (minute, hour, day of the month, month, day of the week; 0 and 7 are Sunday) such as 0 9 * * MON-FRI, or an interval such as every 15 minutes.",
      widget: "schedule",
    }),
    timeZone: z.string().max(60).default("UTC").meta({
      title: "Time zone",
      description: "Whose clock a cron expression goes by, such as Europe/Berlin. An interval needs none.",
    }),
    jitter: z.number().int().min(0).max(3600).default(0).meta({
      title: "Jitter (seconds)",
      description: "Each run starts up to this much later, so that many schedules do not start at once.",
      widget: "number",
    }),
    missed: z.enum(["skip", "catch up"]).default("skip").meta({
      title: "After downtime",
      description:
        "What happens to times whose run could not be started within a minute, because no worker was running or too many runs were waiting: they are skipped, or each gets its run as soon as possible.",
    }),
    testEvent: Values.default({ time: "2027-01-04T09:00:00.000Z", localTime: "2027-01-04T09:00:00+00:00" }).meta({
      title: "Test event",
      description: "What the outputs hold when you run the draft from this trigger.",
      widget: "json",
    }),
  }),
  inputs: {},
  outputs: {
    time: port("text", { title: "Time", description: "The planned time in UTC, such as 2027-01-04T09:00:00.000Z." }),
    localTime: port("text", { title: "Local time", description: "The same time in its time zone." }),
  },
  docs: {
    about:
      "The Schedule node starts a run at times, once the pipeline is published and switched on. Its times are a cron expression with a time zone, or an interval such as `every 15 minutes`. Each time starts exactly one run, however many workers there are. When clocks are put forward or back, a time that is skipped runs right after the gap; a time that comes twice runs once, and an expression whose minute or hour begins with `*` keeps its distances. Jitter spreads the starts, and after downtime the missed times are skipped or caught up. Before it is switched on, the draft runs from its test event.",
    example: {
      summary: "On a working day at nine, the run starts with the planned time.",
      config: { when: "0 9 * * MON-FRI", timeZone: "Europe/Berlin" },
      inputs: { time: "2027-01-04T08:00:00.000Z", localTime: "2027-01-04T09:00:00+01:00" },
      outputs: { time: "2027-01-04T08:00:00.000Z", localTime: "2027-01-04T09:00:00+01:00" },
    },
  },
  build: () => (_inputs, call) => call.values,
});
