"use client";
import { memo } from "react";
import { chosenAt } from "../../../lib/edit/bodies.ts";
import { queryPart } from "../../api/query-part.tsx";
import { useEditor } from "../../editor/store/context.tsx";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import type { CardNode } from "../flow-nodes.ts";
import { BodySummary } from "./body-summary.tsx";

const BodyFrame = lazyPart(async () => (await import("./body-frame.tsx")).BodyFrame);

const ChosenFrame = queryPart(async () => (await import("./chosen-frame.tsx")).ChosenFrame, { isExtra: true });

type Props = { id: string; data: CardNode["data"] };

/** The body of a node in its card: drawn open, or what it runs in a few words. */
export const CardInside = memo(function CardInside({ id, data }: Props) {
  if (!data.ports.hasBody) return null;
  return data.frame ? <Open id={id} data={data} /> : <BodySummary id={id} title={data.title} />;
});

function Open({ id, data: { title, ports, frame } }: Props) {
  const isChosen = useEditor((state) => chosenAt(drawnGraphOf(state), state.catalogue, id) !== undefined);
  const Frame = isChosen ? ChosenFrame : BodyFrame;
  return frame ? <Frame id={id} title={title} ports={ports} frame={frame} Inside={CardInside} /> : null;
}
