"use client";
import { clsx } from "clsx";
import { useMemo } from "react";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { useEditor, useEditorStore } from "../store/context.tsx";

/** Every step since the page was opened, newest first; a click goes there. Nothing is lost until the next change. */
export function HistoryDialog() {
  const store = useEditorStore();
  const isOpen = useEditor((state) => state.dialog === "history");
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) store.getState().set({ dialog: undefined });
      }}
      title="History of changes"
      description="Choose a step to go back to it, or forward again. A new change discards the steps after it."
    >
      <Steps />
    </Dialog>
  );
}

function Steps() {
  const store = useEditorStore();
  const history = useEditor((state) => state.history);
  const now = history.past.length;
  const steps = useMemo(() => {
    const labels = [...history.past.map(({ label }) => label), ...history.future.map(({ label }) => label)];
    return ["As opened", ...labels].map((label, index) => ({ label, index })).reverse();
  }, [history]);
  return (
    <ol aria-label="Steps" reversed className="flex flex-col">
      {steps.map(({ label, index }) => (
        <li key={index}>
          <button
            type="button"
            aria-current={index === now ? "step" : undefined}
            onClick={() => store.getState().jump(index)}
            className={clsx(
              "flex h-8 w-full items-center gap-2.5 rounded-md px-2 text-left hover:bg-hover",
              index > now && "text-muted",
              index === now && "font-medium",
            )}
          >
            <span
              aria-hidden
              className={clsx(
                "size-2 shrink-0 rounded-full",
                index === now ? "bg-accent" : "border border-line-strong",
              )}
            />
            <span className="min-w-0 flex-1 truncate">{label}</span>
            {index === now ? <span className="text-2xs text-muted">now</span> : null}
          </button>
        </li>
      ))}
    </ol>
  );
}
