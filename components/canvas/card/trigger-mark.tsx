"use client";
import { Radio, TriangleAlert } from "lucide-react";
import { memo } from "react";
import { statusOf } from "../../editor/run/run-step.ts";
import { useEditor } from "../../editor/store/context.tsx";
import { triggerOf } from "../../editor/store/triggers.ts";
import { Until } from "../../ui/text/until.tsx";

/** That a trigger is switched on, and when it fires next. The status of a run beside it takes the place of the time. */
export const TriggerMark = memo(function TriggerMark({ id }: { id: string }) {
  const trigger = useEditor((state) => triggerOf(state, id));
  const hasStatus = useEditor((state) => statusOf(state, id) !== undefined);
  if (!trigger) return null;
  const [next] = trigger.nextTimes;
  if (trigger.error)
    return (
      <span className="pb-status text-warning" title={trigger.error.message}>
        <TriangleAlert aria-label={`On, with a problem: ${trigger.error.message}`} />
      </span>
    );
  return (
    <span className="pb-status text-success" title="Switched on">
      <Radio aria-label="On" /> {next !== undefined && !hasStatus ? <Until at={next} /> : null}
    </span>
  );
});
