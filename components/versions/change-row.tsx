"use client";
import { clsx } from "clsx";
import { useEffect, useRef } from "react";
import { useEditor } from "../editor/store/context.tsx";
import { graphOf } from "../editor/store/document-slice.ts";
import { type Change, fieldLabel } from "./changes.ts";
import { FieldDiff } from "./field-diff.tsx";

const labels = { added: "Added", removed: "Removed", changed: "Changed", moved: "Moved" } as const;

/** One difference: its sign, its name and, for a node, the settings that differ with what was and what is. */
export function ChangeRow({ change, isCurrent, onGo }: { change: Change; isCurrent: boolean; onGo: () => void }) {
  const graph = useEditor(graphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent) row.current?.scrollIntoView({ block: "nearest" });
  }, [isCurrent]);
  const { mark, title, what, fields, nodes } = change;
  return (
    <li ref={row} aria-current={isCurrent ? "true" : undefined} className={clsx("rounded-lg", isCurrent && "bg-hover")}>
      <button
        type="button"
        className="flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-hover"
        onClick={onGo}
      >
        <span aria-hidden className="pb-change-sign" data-diff={mark} />
        <span className="min-w-0 flex-1 truncate font-medium">{title}</span>
        <span className="text-2xs text-muted">
          {labels[mark]} {what}
        </span>
      </button>
      {fields.length > 0 ? (
        <dl className="flex flex-col gap-2 pt-0.5 pr-2 pb-3 pl-9">
          {fields.map((field) => (
            <FieldDiff
              key={field.path}
              label={fieldLabel(graph, catalogue, nodes[0] ?? "", field.path)}
              before={field.before}
              after={field.after}
            />
          ))}
        </dl>
      ) : null}
    </li>
  );
}
