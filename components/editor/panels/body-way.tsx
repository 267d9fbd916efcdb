"use client";
import { ChevronRight, CornerLeftUp } from "lucide-react";
import { Fragment } from "react";
import { useShallow } from "zustand/shallow";
import { graphAt, type Scope } from "../../../lib/edit/bodies.ts";
import { titleOf } from "../../../lib/graph/node-titles.ts";
import { CanvasPanel } from "../../canvas/canvas-panel.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { leaveBody } from "../actions/open-body.ts";
import { useEditor, useEditorStore } from "../store/context.tsx";
import { scopeOf, wholeGraphOf } from "../store/document-slice.ts";
import type { EditorState } from "../store/state.ts";

const ItemBar = lazyPart(async () => (await import("../../canvas/body/item-bar.tsx")).ItemBar, { isExtra: true });

/** While the body of a node is open: the way to it, and back. */
export function BodyWay() {
  const store = useEditorStore();
  const titles = useEditor(useShallow(titlesOnTheWay));
  const name = useEditor((state) => state.name);
  const scope = useEditor(useShallow(wayOf));
  const hasRun = useEditor((state) => state.run !== undefined);
  if (titles.length === 0) return null;
  const last = titles.length - 1;
  return (
    <CanvasPanel position="top-left" className="m-3 max-w-[calc(100%-1.5rem)]">
      <nav
        aria-label="Open body"
        className="flex items-center gap-0.5 rounded-lg border bg-raised p-0.5 pr-2.5 shadow-float"
      >
        <IconButton label="Back to the graph around it" keys="Esc" onClick={() => leaveBody(store, scope.slice(0, -1))}>
          <CornerLeftUp aria-hidden />
        </IconButton>
        {[name, ...titles].map((title, depth) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a way has each depth once.
          <Fragment key={depth}>
            {depth === 0 ? null : <ChevronRight aria-hidden className="size-3.5 shrink-0 text-muted" />}
            {depth > last ? (
              <span aria-current="page" className="truncate px-1 font-medium">
                {title}
              </span>
            ) : (
              <button
                type="button"
                className="min-w-0 truncate rounded-sm px-1 text-muted hover:text-ink hover:underline"
                onClick={() => leaveBody(store, scope.slice(0, depth))}
              >
                {title}
              </button>
            )}
          </Fragment>
        ))}
        {hasRun ? (
          <span className="ml-1 flex shrink-0 border-l pl-1.5">
            <ItemBar scope={scope} title={titles[last] ?? ""} />
          </span>
        ) : null}
      </nav>
    </CanvasPanel>
  );
}

/** To what the canvas draws: what is worked in may lie further inside, in its place. */
function wayOf({ base, ...state }: EditorState): Scope {
  return scopeOf({ ...state, base, scope: base });
}

function titlesOnTheWay(state: EditorState): string[] {
  const { catalogue } = state;
  return wayOf(state).map((id, depth, scope) => {
    return titleOf(graphAt(wholeGraphOf(state), catalogue, scope.slice(0, depth)), catalogue, id);
  });
}
