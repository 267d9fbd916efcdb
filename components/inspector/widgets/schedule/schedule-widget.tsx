"use client";
import { nodeAt } from "../../../../lib/graph/graph.ts";
import { settingOf } from "../../../../lib/ports/node-ports.ts";
import { useEditor } from "../../../editor/store/context.tsx";
import { graphOf } from "../../../editor/store/document-slice.ts";
import { Input } from "../../../ui/form/input.tsx";
import { lazyPart } from "../../../ui/lazy/lazy-part.tsx";
import type { WidgetProps } from "../widget.ts";

// It brings the parser of cron expressions.
const NextTimes = lazyPart(async () => (await import("./next-times.tsx")).NextTimes, { isExtra: true });

/** A cron expression or an interval, with the times that follow from it and the time zone beside it. */
export function ScheduleWidget({ nodeId, field, value, onChange, ids, isReadOnly }: WidgetProps) {
  const when = typeof value === "string" ? value : typeof field.default === "string" ? field.default : "";
  const timeZone = useEditor((state) => {
    const node = nodeAt(graphOf(state), nodeId);
    const manifest = node && state.catalogue.get(node.type);
    const zone = node && manifest?.schedule && settingOf(manifest, node, manifest.schedule.timeZone);
    return typeof zone === "string" ? zone : "UTC";
  });
  return (
    <>
      <Input
        {...ids}
        className="font-mono"
        spellCheck={false}
        autoComplete="off"
        value={when}
        readOnly={isReadOnly}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
      <NextTimes when={when} timeZone={timeZone} />
    </>
  );
}
