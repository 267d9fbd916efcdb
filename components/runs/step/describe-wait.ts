import type { StepView } from "../../../lib/views/run-views.ts";
import { formatUntil } from "../../ui/text/until.tsx";

/** What a waiting step waits for, as far as it tells. One with a pipeline inside waits for its child runs, not for a time. */
export function describeWait(
  step: Pick<StepView, "waitUntil"> | undefined,
  hasBody: boolean,
  now = new Date(),
): string {
  if (hasBody) return "Waiting for its child runs";
  const until = step?.waitUntil ?? null;
  return until === null ? "Waiting" : `Waiting until ${formatUntil(new Date(until), now)}`;
}
