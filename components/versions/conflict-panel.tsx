"use client";
import { X } from "lucide-react";
import { useEffect } from "react";
import { clashKey, type Preferred } from "../../lib/merge/clash.ts";
import { leaveCanvasView, showConflict } from "../editor/actions/canvas-view-actions.ts";
import type { CanvasView } from "../editor/store/canvas-view-slice.ts";
import { useEditing, useEditor, useEditorParts } from "../editor/store/context.tsx";
import { Button } from "../ui/form/button.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { toast } from "../ui/overlay/toast.tsx";
import { ClashRow } from "./clash-row.tsx";
import { Panel } from "./panel.tsx";

type Conflict = Extract<CanvasView, { kind: "conflict" }>;

/** What this page and another both changed: for each, mine or theirs. All else has been merged already. */
export function ConflictPanel({ canvasView }: { canvasView: Conflict }) {
  const parts = useEditorParts();
  const { saver } = useEditing();
  const save = useEditor((state) => state.save);
  const { choices, clashes } = canvasView;
  const choose = (chosen: ReadonlyMap<string, Preferred>) => showConflict(parts, new Map([...choices, ...chosen]));
  const all = (side: Preferred) => choose(new Map(clashes.map((clash) => [clashKey(clash), side])));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what the server has makes it another conflict.
  useEffect(() => {
    if (save.status === "conflict") showConflict(parts, choices);
    else leaveCanvasView(parts.store);
  }, [save]);
  const keep = () => {
    leaveCanvasView(parts.store);
    saver.resolve(choices);
    toast("Merged. Undo to return to the state before the merge.");
  };
  return (
    <Panel label="Conflict">
      <header className="flex items-start gap-1 border-b py-2.5 pr-2 pl-4">
        <div className="min-w-0 flex-1">
          <h2 className="font-semibold">Changed here and elsewhere</h2>
          <p className="text-muted text-xs">
            The canvas shows both merged. Choose a side for each conflict. Everything else is merged already.
          </p>
        </div>
        <IconButton label="Decide later" onClick={() => leaveCanvasView(parts.store)}>
          <X aria-hidden />
        </IconButton>
      </header>
      <div className="min-h-0 flex-1 overflow-y-auto p-3">
        <ul className="flex flex-col gap-4">
          {clashes.map((clash) => (
            <ClashRow
              key={clashKey(clash)}
              clash={clash}
              choice={choices.get(clashKey(clash)) ?? "mine"}
              onChoose={(side) => choose(new Map([[clashKey(clash), side]]))}
            />
          ))}
        </ul>
      </div>
      <footer className="flex items-center gap-1 border-t px-3 py-2.5">
        <Button size="sm" tone="ghost" onClick={() => all("mine")}>
          All mine
        </Button>
        <Button size="sm" tone="ghost" onClick={() => all("theirs")}>
          All theirs
        </Button>
        <span className="flex-1" />
        <Button tone="primary" onClick={keep}>
          Save the merge
        </Button>
      </footer>
    </Panel>
  );
}
