"use client";
import { isObject } from "../../../../lib/values/is-object.ts";
import { Switch } from "../../../ui/form/switch.tsx";
import type { WidgetProps } from "../widget.ts";
import { useTools } from "./toolbox-widgets.tsx";

/** The agents inside, each with a switch. */
export function HandOverList({ value, onChange, isReadOnly }: WidgetProps) {
  const agents = useTools().filter(({ manifest }) => manifest.toolbox !== undefined);
  const chosen = isObject(value) ? value : {};
  if (agents.length === 0) return <p className="text-muted text-xs">Put another Agent inside to choose it here.</p>;
  return (
    <ul className="flex flex-col gap-2">
      {agents.map(({ id, title }) => (
        <li key={id} className="flex items-center justify-between gap-2">
          <span className="min-w-0 truncate text-muted text-xs">{title}</span>
          <Switch
            aria-label={`Hand over to ${title}`}
            checked={chosen[id] === true}
            disabled={isReadOnly}
            onChange={(isOn) => onChange({ ...chosen, [id]: isOn })}
          />
        </li>
      ))}
    </ul>
  );
}
