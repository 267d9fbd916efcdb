"use client";
import "./body-summary.css";
import { ChevronRight, Maximize2, UnfoldVertical } from "lucide-react";
import { bodyAt, nodesInside, toolsInside } from "../../../lib/edit/bodies.ts";
import { nodeAt } from "../../../lib/graph/graph-read.ts";
import { useEditor, useEditorStore } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { CategoryIcon } from "../../ui/text/category-icon.tsx";
import { openHere, toggleHere } from "./open-here.ts";

/** As many as fit. */
const most = 4;

/** What a collapsed body runs: its nodes in their order. A double click expands it. */
export function BodySummary({ id, title }: { id: string; title: string }) {
  const store = useEditorStore();
  const body = useEditor((state) => bodyAt(drawnGraphOf(state), state.catalogue, id));
  const catalogue = useEditor((state) => state.catalogue);
  const toolbox = useEditor((state) => catalogue.get(nodeAt(drawnGraphOf(state), id)?.type ?? "")?.toolbox);
  if (!body) return null;
  const nodes = toolbox === undefined ? nodesInside(body, catalogue) : toolsInside(body, catalogue, toolbox);
  const whenEmpty = toolbox === undefined ? "Passes its input on" : "No tools yet";
  const shown = nodes.length > most ? nodes.slice(0, most - 1) : nodes;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the buttons in it do the same.
    <div className="pb-body-summary" onDoubleClick={() => toggleHere(store, id)}>
      {nodes.length === 0 ? <p className="text-muted">{whenEmpty}</p> : null}
      <ol>
        {shown.map((node, index) => (
          <li key={node.id}>
            <CategoryIcon
              className="pb-body-icon"
              icon={catalogue.get(node.type)?.icon}
              category={catalogue.get(node.type)?.category}
            />
            <span>{node.title}</span>
            {toolbox === undefined && index < nodes.length - 1 ? (
              <ChevronRight aria-hidden className="text-muted" />
            ) : null}
          </li>
        ))}
        {nodes.length > shown.length ? <li className="text-muted">{nodes.length - shown.length} more</li> : null}
      </ol>
      <span className="pb-body-tools nodrag">
        <button
          type="button"
          tabIndex={-1}
          title="Expand the body (E)"
          aria-label={`Expand the body of ${title}`}
          onClick={(event) => {
            event.stopPropagation();
            toggleHere(store, id);
          }}
        >
          <UnfoldVertical aria-hidden />
        </button>
        <button
          type="button"
          tabIndex={-1}
          title="Open the body on a canvas of its own (O)"
          aria-label={`Open the body of ${title}`}
          onClick={(event) => {
            event.stopPropagation();
            openHere(store, id);
          }}
        >
          <Maximize2 aria-hidden />
        </button>
      </span>
    </div>
  );
}
