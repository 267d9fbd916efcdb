"use client";
import { useStore, useViewport } from "@xyflow/react";
import { useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { formatBytes } from "../../../lib/format-bytes.ts";
import { blobRefOf } from "../../../lib/values/blob-ref.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { countOf } from "../../ui/text/format.ts";
import { besidePoint } from "./beside-point.ts";

/** A card of a readable size; the run panel has the rest. */
const mostLetters = 1500;

/** The value that travelled along an edge, beside its middle (in the canvas's own units): of one size at every zoom, and in view as a whole. */
export function EdgeValue({ x, y, value }: { x: number; y: number; value: Json }) {
  const { text, note } = describeValue(value);
  const view = useViewport();
  const frame = useStore((state) => state.domNode);
  const box = useRef<HTMLDivElement>(null);
  const point = { x: x * view.zoom + view.x, y: y * view.zoom + view.y };
  useLayoutEffect(() => {
    if (!box.current || !frame) return;
    const own = { width: box.current.offsetWidth, height: box.current.offsetHeight };
    const { left, top } = besidePoint(point, own, { width: frame.clientWidth, height: frame.clientHeight });
    box.current.style.transform = `translate(${left}px, ${top}px)`;
  });
  if (!frame) return null;
  return createPortal(
    <div ref={box} className="pb-edge-value" role="tooltip">
      <pre>{text}</pre>
      {note ? <p>{note}</p> : null}
    </div>,
    frame,
  );
}

function describeValue(value: Json): { text: string; note?: string } {
  const blob = blobRefOf(value);
  if (blob) return { text: blob.preview, note: `${formatBytes(blob.bytes)} in total. See the run.` };
  const text = typeof value === "string" ? value : stringifyJson(value, 2);
  if (text.length <= mostLetters) return { text };
  return {
    text: `${text.slice(0, mostLetters)}…`,
    note: `${countOf(text.length, "character")} in total. See the run.`,
  };
}
