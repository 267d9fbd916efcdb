import { scheduleSource } from "./schedule-source.ts";
import { topicSource } from "./topics/topic-source.ts";
import type { TriggerSource } from "./trigger-source.ts";

export const triggerSources: ReadonlyMap<string, TriggerSource> = new Map(
  [scheduleSource, topicSource].map((source) => [source.type, source]),
);
