import type { StepView } from "../../lib/run-views.ts";
import { untilInWords } from "../ui/until.tsx";

/** What a waiting step waits for, as far as the step tells. */
export function waitWords(step: Pick<StepView, "waitUntil"> | undefined, now = new Date()): string {
  const until = step?.waitUntil ?? null;
  return until === null ? "Waiting" : `Waiting until ${untilInWords(new Date(until), now)}`;
}
