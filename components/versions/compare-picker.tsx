"use client";
import { useState } from "react";
import type { VersionSummary } from "../../lib/views/api-views.ts";
import { compareVersions } from "../editor/actions/canvas-view-actions.ts";
import { useEditorParts } from "../editor/store/context.tsx";
import { Button } from "../ui/form/button.tsx";
import { Select } from "../ui/form/select.tsx";

const draft = "draft";

/** Any two versions, or one and the draft. */
export function ComparePicker({ versions }: { versions: readonly VersionSummary[] }) {
  const parts = useEditorParts();
  const numbers = versions.map(({ number }) => ({ value: String(number), label: `Version ${number}` }));
  const [before, setBefore] = useState(numbers.at(1)?.value ?? numbers[0]?.value ?? "");
  const [after, setAfter] = useState(draft);
  const compare = () => void compareVersions(parts, Number(before), after === draft ? undefined : Number(after));
  return (
    <div className="mb-2 flex flex-col gap-2 rounded-lg border p-3">
      <div className="grid grid-cols-2 gap-2">
        <Select aria-label="Earlier" prefix="From" value={before} options={numbers} onChange={setBefore} />
        <Select
          aria-label="Later"
          prefix="To"
          value={after}
          options={[{ value: draft, label: "Draft" }, ...numbers]}
          onChange={setAfter}
        />
      </div>
      <Button size="sm" tone="primary" className="self-end" disabled={before === after} onClick={compare}>
        Compare
      </Button>
    </div>
  );
}
