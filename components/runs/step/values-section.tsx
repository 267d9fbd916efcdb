"use client";
import { type ReactNode, useState } from "react";
import type { PortSpec } from "../../../lib/ports/ports.ts";
import type { Values } from "../../../lib/run.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { CopyButton } from "../../ui/form/copy-field.tsx";
import { Segments } from "../../ui/form/segments.tsx";
import { KindMark } from "../../ui/text/kind-mark.tsx";
import { Clip } from "../../values/clip.tsx";
import { ValueView } from "../../values/value-view.tsx";

const views = [
  { value: "read", label: "Read" },
  { value: "json", label: "JSON" },
] as const;

/** The values at one side of a step or a run, port by port. */
export function ValuesSection({
  title,
  values,
  ports,
  empty,
}: {
  title: string;
  values: Values | null;
  ports: Record<string, PortSpec>;
  /** What to say when there is none. */
  empty: ReactNode;
}) {
  const [view, setView] = useState<"read" | "json">("read");
  const entries = Object.entries(values ?? {});
  return (
    <section aria-label={title} className="flex flex-col gap-2 border-t px-4 py-3">
      <header className="flex h-7 items-center justify-between gap-3">
        <h3 className="font-semibold">{title}</h3>
        {entries.length > 0 ? (
          <span className="flex items-center gap-1">
            <CopyButton label={`Copy ${title.toLowerCase()} as JSON`} value={stringifyJson(values, 2)} />
            <Segments label={`${title} as`} value={view} options={views} onChange={setView} />
          </span>
        ) : null}
      </header>
      {entries.length === 0 ? <p className="text-muted">{empty}</p> : null}
      {entries.map(([port, value]) => {
        const spec = Object.hasOwn(ports, port) ? ports[port] : undefined;
        const kind = spec?.kind ?? "any";
        return (
          <div key={port} className="flex flex-col gap-1 pb-2 last:pb-0">
            <p className="flex items-center gap-1.5 text-muted text-xs">
              <KindMark kind={kind} className="size-2" />
              {spec?.title ?? <span className="font-mono">{port}</span>}
            </p>
            <Clip>
              <ValueView value={value} kind={kind} raw={view === "json"} />
            </Clip>
          </div>
        );
      })}
    </section>
  );
}
