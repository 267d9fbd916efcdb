"use client";
import { isObject } from "../../../../lib/values/is-object.ts";
import { Select } from "../../../ui/form/select.tsx";
import type { WidgetProps } from "../widget.ts";
import { useTools } from "./toolbox-widgets.tsx";

const options = [
  { value: "as-agent", label: "As set above" },
  { value: "never", label: "Never ask" },
  { value: "effects", label: "Before effects" },
  { value: "always", label: "Always ask" },
] as const;

/** Whether a person is asked, for each tool inside. The tools of an MCP server have their own choice, in its node. */
export function ToolAsksList({ value, onChange, isReadOnly }: WidgetProps) {
  const tools = useTools();
  const asks = isObject(value) ? value : {};
  if (tools.length === 0)
    return <p className="text-muted text-xs">There is a choice here for each tool that you add.</p>;
  const choose = (id: string, ask: (typeof options)[number]["value"]) => {
    const { [id]: _former, ...rest } = asks;
    onChange(ask === "as-agent" ? rest : { ...rest, [id]: ask });
  };
  return (
    <ul className="flex flex-col gap-2">
      {tools.map(({ id, title }) => (
        <li key={id} className="flex items-center justify-between gap-2">
          <span className="min-w-0 truncate text-muted text-xs">{title}</span>
          <Select
            aria-label={`Approval of ${title}`}
            className="max-w-40 shrink-0"
            value={options.find(({ value: each }) => each === asks[id])?.value ?? "as-agent"}
            options={options}
            disabled={isReadOnly}
            onChange={(ask) => choose(id, ask)}
          />
        </li>
      ))}
    </ul>
  );
}
