import { scheduleSource } from "./schedule-source.ts";
import type { TriggerSource } from "./trigger-source.ts";

export const triggerSources: ReadonlyMap<string, TriggerSource> = new Map(
  [scheduleSource].map((source) => [source.type, source]),
);
