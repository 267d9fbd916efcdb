"use client";
import { memo } from "react";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import type { CardNode } from "../flow-nodes.ts";
import { BodySummary } from "./body-summary.tsx";

const BodyFrame = lazyPart(async () => (await import("./body-frame.tsx")).BodyFrame);

/** The body of a node in its card: drawn open, or what it runs in a few words. */
export const CardInside = memo(function CardInside({ id, data }: { id: string; data: CardNode["data"] }) {
  if (!data.ports.hasBody) return null;
  return data.frame ? (
    <BodyFrame id={id} title={data.title} ports={data.ports} frame={data.frame} Inside={CardInside} />
  ) : (
    <BodySummary id={id} title={data.title} />
  );
});
