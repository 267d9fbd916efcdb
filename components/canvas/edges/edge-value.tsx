"use client";
import { EdgeLabelRenderer } from "@xyflow/react";
import { formatBytes } from "../../../lib/format-bytes.ts";
import { blobRefOf } from "../../../lib/values/blob-ref.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";

/** A card of a readable size; the run panel has the rest. */
const mostLetters = 1500;

/** The value that travelled along an edge, under the pointer. */
export function EdgeValue({ x, y, value }: { x: number; y: number; value: Json }) {
  const { text, note } = describeValue(value);
  return (
    <EdgeLabelRenderer>
      <div
        className="pb-edge-value"
        role="tooltip"
        style={{ transform: `translate(-50%, 22px) translate(${x}px, ${y}px)` }}
      >
        <pre>{text}</pre>
        {note ? <p>{note}</p> : null}
      </div>
    </EdgeLabelRenderer>
  );
}

function describeValue(value: Json): { text: string; note?: string } {
  const blob = blobRefOf(value);
  if (blob) return { text: blob.preview, note: `${formatBytes(blob.bytes)} in total. See the run.` };
  const text = typeof value === "string" ? value : stringifyJson(value, 2);
  if (text.length <= mostLetters) return { text };
  return { text: `${text.slice(0, mostLetters)}…`, note: `${text.length} characters in total. See the run.` };
}
