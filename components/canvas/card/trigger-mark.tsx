"use client";
import { Radio, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { issuesAt, statusOf } from "../../editor/run/run-step.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { triggerOf } from "../../editor/store/triggers.ts";
import { countOf, formatDay } from "../../ui/text/format.ts";
import { formatUntil } from "../../ui/text/until.tsx";

/** That a trigger is switched on, and when it fires next, unless a run or a problem needs the place beside it. */
export const TriggerMark = memo(function TriggerMark({ id }: { id: string }) {
  const trigger = useEditor((state) => triggerOf(state, id));
  const isCrowded = useEditor((state) => statusOf(state, id) !== undefined || issuesAt(state.issues, id).length > 0);
  if (!trigger) return null;
  if (trigger.error)
    return (
      <span className="pb-status text-warning" title={trigger.error.message}>
        <TriangleAlert aria-label={`On, with a problem: ${trigger.error.message}`} />
      </span>
    );
  const next = trigger.nextTimes[0] === undefined ? undefined : new Date(trigger.nextTimes[0]);
  const lag = trigger.topic?.lag ?? 0;
  const more = next
    ? `, next at ${formatUntil(next, new Date())}`
    : lag > 0
      ? `, ${countOf(lag, "event")} waiting`
      : "";
  return (
    <span className="pb-status text-success" title={`Switched on${more}`}>
      <Radio aria-label="On" /> {isCrowded ? null : next ? shortTime(next) : lag || null}
    </span>
  );
});

const dayMs = 86_400_000;

/** The time within a day, else the date: the title of the node needs the space. */
function shortTime(at: Date): string {
  const now = new Date();
  if (at.getTime() - now.getTime() < dayMs) return formatUntil(at, now).replace(/^.*, /, "");
  return formatDay(at, now);
}
