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
} as const satisfies Record<Trigger, string>;
