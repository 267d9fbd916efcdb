import { clsx } from "clsx";
import type { ReactNode } from "react";
import { type PortKind, portKinds } from "../../lib/ports.ts";

type Shape = (typeof portKinds)[PortKind]["shape"];

/** Each kind has a shape besides its colour, so that kinds can be told apart without seeing colours. 10 × 10. */
const shapes: Record<Shape, ReactNode> = {
  circle: <circle cx="5" cy="5" r="4" fill="currentColor" />,
  "circle-open": <circle cx="5" cy="5" r="3.2" fill="none" stroke="currentColor" strokeWidth="1.6" />,
  "half-circle": (
    <>
      <circle cx="5" cy="5" r="3.4" fill="none" stroke="currentColor" strokeWidth="1.2" />
      <path d="M5 1.2a3.8 3.8 0 0 0 0 7.6z" fill="currentColor" />
    </>
  ),
  triangle: <path d="M5 1 9.2 8.6H.8z" fill="currentColor" />,
  diamond: <path d="M5 .4 9.6 5 5 9.6.4 5z" fill="currentColor" />,
  "diamond-open": <path d="M5 1.3 8.7 5 5 8.7 1.3 5z" fill="none" stroke="currentColor" strokeWidth="1.5" />,
  square: <rect x="1.2" y="1.2" width="7.6" height="7.6" rx="1" fill="currentColor" />,
  bar: <rect x=".4" y="3.2" width="9.2" height="3.6" rx="1" fill="currentColor" />,
  "bar-tall": <rect x="3" y=".4" width="4" height="9.2" rx="1" fill="currentColor" />,
  cross: <path d="M3.6.6h2.8v3h3v2.8h-3v3H3.6v-3h-3V3.6h3z" fill="currentColor" />,
};

export const kindText: Record<PortKind, string> = {
  text: "text-kind-text",
  number: "text-kind-number",
  boolean: "text-kind-boolean",
  json: "text-kind-json",
  message: "text-kind-message",
  messages: "text-kind-messages",
  document: "text-kind-document",
  documents: "text-kind-documents",
  vector: "text-kind-vector",
  file: "text-kind-file",
  tool: "text-kind-tool",
  any: "text-kind-any",
};

export function KindMark({ kind, className }: { kind: PortKind; className?: string }) {
  return (
    <svg viewBox="0 0 10 10" role="img" className={clsx("size-2.5 shrink-0", kindText[kind], className)}>
      <title>{portKinds[kind].title}</title>
      {shapes[portKinds[kind].shape]}
    </svg>
  );
}
