"use client";
import "./body.css";
import { FoldVertical, Maximize2 } from "lucide-react";
import { useMemo } from "react";
import { useShallow } from "zustand/shallow";
import type { Frame } from "../../../lib/graph/graph.ts";
import { type CardPorts, card, frameCorner } from "../../editor/layout/geometry.ts";
import { EditorProvider, useEditor, useEditorParts } from "../../editor/store/context.tsx";
import { storeInside } from "../../editor/store/store-inside.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { BodyCanvas } from "./body-canvas.tsx";
import type { ShowInside } from "./body-card.tsx";
import { ItemBar } from "./item-bar.tsx";
import { openHere, toggleHere } from "./open-here.ts";

type Props = {
  id: string;
  title: string;
  ports: CardPorts;
  frame: Frame;
  /** What shows the bodies inside this one. */
  Inside: ShowInside;
};

/** The body of a node drawn open inside its card: its cards and edges, which are worked with as those around it. */
export function BodyFrame({ id, title, ports, frame, Inside }: Props) {
  const parts = useEditorParts();
  const scope = useEditor(useShallow((state) => [...state.base, id]));
  const inner = useMemo(() => ({ ...parts, store: storeInside(parts.store, scope) }), [parts, scope]);
  const corner = frameCorner(ports);
  return (
    <section
      aria-label={`Body of ${title}`}
      data-body={scope.join("/")}
      className="absolute"
      style={{ top: corner.y - card.bar, left: corner.x, width: frame.width, height: card.bar + frame.height }}
    >
      {/* biome-ignore lint/a11y/noStaticElementInteractions: a click on its buttons is none on the node. */}
      <header className="pb-frame-bar nodrag" style={{ height: card.bar }} onClick={(event) => event.stopPropagation()}>
        <span className="mr-1 text-muted text-xs">Body</span>
        <ItemBar scope={scope} title={title} />
        <span className="flex-1" />
        <IconButton size="sm" label="Open the body on a canvas of its own" onClick={() => openHere(parts.store, id)}>
          <Maximize2 aria-hidden />
        </IconButton>
        <IconButton
          size="sm"
          label={`Collapse the body of ${title}`}
          keys="E"
          aria-expanded
          onClick={() => toggleHere(parts.store, id)}
        >
          <FoldVertical aria-hidden />
        </IconButton>
      </header>
      <EditorProvider parts={inner}>
        <BodyCanvas scope={scope} frame={frame} Inside={Inside} />
      </EditorProvider>
    </section>
  );
}
