"use client";
import { createContext, type ReactNode, use, useState } from "react";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { BlobRef } from "../../lib/run.ts";
import type { Json } from "../../lib/values/json.ts";
import { Button } from "../ui/form/button.tsx";

/** Reads a large value of the run that is shown; the component that shows the run provides it. */
export const ReadBlob = createContext<((blob: string) => Promise<Json>) | undefined>(undefined);

type State = { at: "folded" } | { at: "loading" } | { at: "open"; value: Json } | { at: "failed"; message: string };

type Props = { blob: BlobRef; children: (value: Json) => ReactNode };

/** A value too large for its row: its beginning, its size, and a button that fetches it. `children` draws the whole. */
export function BlobValue({ blob, children }: Props) {
  const read = use(ReadBlob);
  const [state, setState] = useState<State>({ at: "folded" });
  if (state.at === "open") return children(state.value);
  const load = async () => {
    if (!read) return;
    setState({ at: "loading" });
    try {
      setState({ at: "open", value: await read(blob.$blob) });
    } catch (problem) {
      setState({
        at: "failed",
        message: problem instanceof Error ? problem.message : "It could not be loaded. Try again.",
      });
    }
  };
  return (
    <div className="flex flex-col gap-2">
      <p className="line-clamp-6 font-mono text-muted text-xs [overflow-wrap:anywhere]">{blob.preview}…</p>
      {state.at === "failed" ? <p className="text-danger text-xs">{state.message}</p> : null}
      {read ? (
        <Button size="sm" className="self-start" busy={state.at === "loading"} onClick={load}>
          Show all {formatBytes(blob.bytes)}
        </Button>
      ) : null}
    </div>
  );
}
