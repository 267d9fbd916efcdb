import type { Trigger } from "../../lib/run.ts";

export const triggerLabels = {
  manual: "By hand",
  api: "API",
  share: "Share link",
  webhook: "Webhook",
  schedule: "Schedule",
  topic: "Topic",
  batch: "Batch",
  replay: "Replay",
  map: "Part of a map",
} as const satisfies Record<Trigger, string>;
