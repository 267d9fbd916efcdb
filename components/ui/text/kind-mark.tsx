import { clsx } from "clsx";
import { type PortKind, portKinds } from "../../../lib/ports/port-kinds.ts";
import { kindShapes } from "./kind-shapes.ts";

export const kindText = {
  text: "text-kind-text",
  number: "text-kind-number",
  boolean: "text-kind-boolean",
  json: "text-kind-json",
  message: "text-kind-message",
  messages: "text-kind-messages",
  document: "text-kind-document",
  documents: "text-kind-documents",
  file: "text-kind-file",
  any: "text-kind-any",
} as const satisfies Record<PortKind, string>;

export function KindMark({ kind, className }: { kind: PortKind; className?: string }) {
  return (
    <svg viewBox="0 0 10 10" role="img" className={clsx("size-2.5 shrink-0", kindText[kind], className)}>
      <title>{portKinds[kind].title}</title>
      {kindShapes[portKinds[kind].shape].map(({ d, line }) =>
        line === undefined ? (
          <path key={d} d={d} fill="currentColor" />
        ) : (
          <path key={d} d={d} fill="none" stroke="currentColor" strokeWidth={line} />
        ),
      )}
    </svg>
  );
}
