"use client";
import { renamePipeline } from "../actions/rename-pipeline.ts";
import { useEditor, useEditorParts } from "../store/context.tsx";

/** The pipeline's name, renamed where it stands. */
export function NameBox() {
  const parts = useEditorParts();
  const name = useEditor((state) => state.name);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const rename = async (typed: string) => {
    const next = typed.trim();
    if (next === "" || next === name) return;
    await renamePipeline(parts, next);
  };
  if (isReadOnly) return <h1 className="min-w-0 max-w-80 truncate px-1.5 py-1 font-semibold text-sm">{name}</h1>;
  return (
    <input
      key={name}
      aria-label="Name of the pipeline"
      defaultValue={name}
      maxLength={120}
      className="field-sizing-content min-w-0 max-w-80 truncate rounded-md bg-transparent px-1.5 py-1 font-semibold text-sm outline-none hover:bg-hover focus:bg-canvas focus-visible:outline-1 focus-visible:outline-focus"
      onBlur={(event) => void rename(event.currentTarget.value)}
      onKeyDown={(event) => {
        if (event.key === "Escape") event.currentTarget.value = name;
        if (event.key === "Enter" || event.key === "Escape") event.currentTarget.blur();
      }}
    />
  );
}
