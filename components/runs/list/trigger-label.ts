import { Trigger } from "../../../lib/run.ts";

export const triggerLabels = {
  manual: "Manual",
  chat: "Chat",
  api: "API",
  share: "Share link",
  schedule: "Schedule",
  webhook: "Webhook",
  form: "Form",
  "run-ended": "Run ended",
  topic: "Topic",
  batch: "Batch",
  replay: "Resumed",
  map: "Part of a map",
} as const satisfies Record<Trigger, string>;

/** Those that a run of a list can have: parts of a map are listed on the page of their run. */
export const listedTriggers = Trigger.exclude(["map"]).options;
