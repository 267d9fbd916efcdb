"use client";
import { errorMessage } from "../../api/backend.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { useEditing, useEditor, useEditorStore } from "../store/context.tsx";

/** The pipeline's name, renamed where it stands. */
export function NameBox() {
  const store = useEditorStore();
  const { backend } = useEditing();
  const name = useEditor((state) => state.name);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  const rename = async (typed: string) => {
    const next = typed.trim();
    if (next === "" || next === name) return;
    store.getState().setName(next);
    try {
      await backend.rename(next);
    } catch (thrown) {
      store.getState().setName(name);
      toast(errorMessage(thrown), { tone: "danger" });
    }
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
