"use client";
import "./body.css";
import { useQuery } from "@tanstack/react-query";
import { ExternalLink, FoldVertical } from "lucide-react";
import { useMemo } from "react";
import { useShallow } from "zustand/shallow";
import { chosenAt } from "../../../lib/edit/bodies.ts";
import type { Frame, Graph } from "../../../lib/graph/graph.ts";
import { errorMessage } from "../../api/backend.ts";
import { toggleChosen } from "../../editor/actions/open-chosen.ts";
import { boundsOf } from "../../editor/layout/frames.ts";
import { type CardPorts, card, frameCorner } from "../../editor/layout/geometry.ts";
import { withPositions } from "../../editor/layout/with-positions.ts";
import { EditorProvider, useEditor, useEditorParts } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { enter, storeInside } from "../../editor/store/store-inside.ts";
import { storeWithBody } from "../../editor/store/store-with-body.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { BodyCanvas } from "./body-canvas.tsx";
import type { ShowInside } from "./body-card.tsx";
import { ItemBar } from "./item-bar.tsx";

type Props = { id: string; title: string; ports: CardPorts; frame: Frame; Inside: ShowInside };

const staleTime = 5000;

/** The pipeline that a node runs, drawn open inside its card, with what a run does in it. It is edited on its own page. */
export function ChosenFrame({ id, title, ports, frame, Inside }: Props) {
  const parts = useEditorParts();
  const scope = useEditor(useShallow((state) => [...state.base, id]));
  const catalogue = useEditor((state) => state.catalogue);
  const chosen = useEditor(useShallow((state) => chosenAt(drawnGraphOf(state), state.catalogue, id)));
  const backend = parts.edit?.backend;
  const { data, error } = useQuery({
    queryKey: ["body-to-draw", chosen?.id, chosen?.version],
    queryFn: async () => (backend && chosen ? backend.readBody(chosen.id, chosen.version) : null),
    enabled: backend !== undefined && chosen !== undefined,
    staleTime,
    refetchOnWindowFocus: true,
  });
  const body = useMemo(() => (data ? withPositions(data, catalogue) : undefined), [data, catalogue]);
  const collapse = () => {
    enter(parts.store);
    void toggleChosen(parts, id);
  };
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
        <span className="mr-1 truncate text-muted text-xs">{chosen?.name || "Pipeline"}</span>
        <ItemBar scope={scope} title={title} />
        <span className="flex-1" />
        {backend && chosen ? (
          <>
            <Button size="sm" tone="ghost" asChild>
              <a href={`/p/${chosen.id}`} target="_blank" rel="noreferrer" aria-label={`Open ${chosen.name}`}>
                <ExternalLink aria-hidden className="size-3.5" />
              </a>
            </Button>
            <IconButton size="sm" label={`Collapse the body of ${title}`} keys="E" aria-expanded onClick={collapse}>
              <FoldVertical aria-hidden />
            </IconButton>
          </>
        ) : null}
      </header>
      {body ? (
        <Body key={scope.join("/")} scope={scope} body={body} frame={frame} Inside={Inside} />
      ) : (
        <p className="p-4 text-muted text-xs">
          {error ? errorMessage(error) : backend ? "" : "What this pipeline does is not part of the link."}
        </p>
      )}
    </section>
  );
}

type BodyProps = { scope: readonly string[]; body: Graph; frame: Frame; Inside: ShowInside };

/** Only to be looked at: a press goes to the node around it. It may have grown since the frame was drawn. */
function Body({ scope, body, frame, Inside }: BodyProps) {
  const parts = useEditorParts();
  const catalogue = useEditor((state) => state.catalogue);
  const inner = useMemo(
    () => ({ ...parts, store: storeInside(storeWithBody(parts.store, { scope, body }), scope) }),
    [parts, scope, body],
  );
  const bounds = boundsOf(body, catalogue);
  const scale = Math.min(1, frame.width / bounds.width, frame.height / bounds.height);
  return (
    <div inert className="overflow-hidden" style={{ width: frame.width, height: frame.height }}>
      <div style={{ transform: `scale(${scale})`, transformOrigin: "0 0" }}>
        <EditorProvider parts={inner}>
          <BodyCanvas scope={scope} frame={bounds} Inside={Inside} />
        </EditorProvider>
      </div>
    </div>
  );
}
