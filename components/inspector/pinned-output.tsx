"use client";
import { Pin } from "lucide-react";
import { useState } from "react";
import { pin, unpin } from "../../lib/edit/pins.ts";
import type { Node } from "../../lib/graph/graph.ts";
import { jsonProblem, parsePlainJson } from "../../lib/values/exact-json.ts";
import type { PlainJson } from "../../lib/values/json.ts";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { canEdit } from "../editor/store/document-slice.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Textarea } from "../ui/form/input.tsx";

/** What a pinned node gives instead of running: one value a port, to look at and to change. */
export function PinnedOutput({ nodeId, pinned }: { nodeId: string; pinned: NonNullable<Node["pinned"]> }) {
  const store = useEditorStore();
  const editable = useEditor(canEdit);
  return (
    <section aria-label="Pinned output" className="flex flex-col gap-3 rounded-lg border bg-canvas p-3">
      <div className="flex items-center gap-2">
        <Pin aria-hidden className="size-4 text-accent-ink" />
        <h3 className="flex-1 font-medium">Output pinned</h3>
        {editable ? (
          <Button size="sm" onClick={() => store.getState().edit("Unpin", (graph) => unpin(graph, [nodeId]))}>
            Unpin
          </Button>
        ) : null}
      </div>
      <p className="text-muted text-xs">
        Runs of this draft use these values instead of running the node. Versions and the API still run it.
      </p>
      {Object.entries(pinned).map(([port, value]) => (
        <PinnedValue
          key={port}
          port={port}
          value={value}
          isReadOnly={!editable}
          onChange={(next) =>
            store
              .getState()
              .edit("Change pinned output", (graph) => pin(graph, nodeId, { ...pinned, [port]: next }), `${nodeId}:pin`)
          }
        />
      ))}
    </section>
  );
}

type ValueProps = { port: string; value: PlainJson; isReadOnly: boolean; onChange: (value: PlainJson) => void };

/** Text as it is; anything else as JSON, which counts once it can be read. */
function PinnedValue({ port, value, isReadOnly, onChange }: ValueProps) {
  const isText = typeof value === "string";
  const [typed, setTyped] = useState<string>();
  const [error, setError] = useState<string>();
  const change = (text: string) => {
    if (isText) return onChange(text);
    setTyped(text);
    const problem = jsonProblem(text);
    setError(problem);
    return problem === undefined ? onChange(parsePlainJson(text)) : undefined;
  };
  return (
    <Field label={port} error={error}>
      {(ids) => (
        <Textarea
          {...ids}
          rows={3}
          spellCheck={false}
          readOnly={isReadOnly}
          className="field-sizing-content max-h-60 font-mono text-xs"
          value={isText ? value : (typed ?? JSON.stringify(value, null, 2))}
          onChange={(event) => change(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}
