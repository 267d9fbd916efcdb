import { pushSource } from "./push-source.ts";
import { runEndedSource } from "./run-ended/run-ended-source.ts";
import { scheduleSource } from "./schedule-source.ts";
import { topicSource } from "./topics/topic-source.ts";
import type { TriggerSource } from "./trigger-source.ts";

export const triggerSources: ReadonlyMap<string, TriggerSource> = new Map(
  [scheduleSource, pushSource("webhook", "webhook"), pushSource("form", "form"), runEndedSource, topicSource].map(
    (source) => [source.type, source],
  ),
);
