"use client";
import { ArrowDownToLine, FilePlus2, SquarePen } from "lucide-react";
import { useState } from "react";
import { bodyAt, makeBody } from "../../../../lib/edit/bodies.ts";
import type { Graph } from "../../../../lib/graph/graph.ts";
import { titleOf } from "../../../../lib/graph/node-titles.ts";
import type { PipelineRef } from "../../../../lib/graph/pipeline-ref.ts";
import type { Field } from "../../../../lib/node-types/manifest.ts";
import { errorMessage } from "../../../api/backend.ts";
import { useTRPCClient } from "../../../api/client.tsx";
import { userMessage } from "../../../api/user-message.ts";
import { openBody } from "../../../editor/actions/open-body.ts";
import { useEditing, useEditor, useEditorParts, useEditorStore } from "../../../editor/store/context.tsx";
import { graphOf } from "../../../editor/store/document-slice.ts";
import { soleNode } from "../../../editor/store/selection-slice.ts";
import { Button } from "../../../ui/form/button.tsx";
import { toast } from "../../../ui/overlay/toast.tsx";
import { KindMark } from "../../../ui/text/kind-mark.tsx";
import type { WidgetProps } from "../widget.ts";

/** A body that the node holds: opened here, or turned into a pipeline of its own that others can run, too. */
export function OwnBody({ body, onChange, isReadOnly }: WidgetProps & { body: PipelineRef }) {
  const store = useEditorStore();
  const { edit } = useEditorParts();
  const nodeId = useEditor(soleNode);
  return (
    <div className="flex flex-col gap-2.5">
      <p className="text-xs">It runs a body of its own, which is saved and published with this pipeline.</p>
      <div className="flex flex-wrap gap-1.5">
        <Button size="sm" onClick={() => openBody(store, nodeId)}>
          <SquarePen aria-hidden className="size-3.5" /> {isReadOnly ? "Look at the body" : "Edit the body"}
        </Button>
        {isReadOnly || !edit ? null : <SaveAsPipeline onChange={onChange} />}
        {isReadOnly ? null : (
          <Button size="sm" tone="ghost" onClick={() => onChange(null)}>
            Choose a pipeline instead
          </Button>
        )}
      </div>
      <div className="grid grid-cols-2 gap-3">
        <BodyFields title="Takes" fields={body.inputs} />
        <BodyFields title="Gives" fields={body.outputs} />
      </div>
    </div>
  );
}

/** Makes the body here: a small one to begin with, or the graph of the pipeline that is chosen. */
export function MakeBody({ from }: { from: { id: string; version: number | null } | undefined }) {
  const store = useEditorStore();
  const { backend } = useEditing();
  const nodeId = useEditor(soleNode);
  const [isBusy, setBusy] = useState(false);
  const make = (body?: Graph) => {
    if (nodeId === undefined) return;
    const { catalogue, edit } = store.getState();
    edit("Create body", (graph) => makeBody(graph, catalogue, body ? { nodeId, body } : { nodeId }));
    openBody(store, nodeId);
  };
  const bringIn = async (chosen: { id: string; version: number | null }) => {
    setBusy(true);
    try {
      make(await backend.readBody(chosen.id, chosen.version));
    } catch (thrown) {
      toast(errorMessage(thrown), { tone: "danger" });
    }
    setBusy(false);
  };
  return from ? (
    <Button size="sm" tone="ghost" className="-ml-2 self-start" busy={isBusy} onClick={() => void bringIn(from)}>
      <ArrowDownToLine aria-hidden className="size-3.5" /> Copy it here as the body
    </Button>
  ) : (
    <Button size="sm" className="self-start" onClick={() => make()}>
      <SquarePen aria-hidden className="size-3.5" /> Create body here
    </Button>
  );
}

function SaveAsPipeline({ onChange }: Pick<WidgetProps, "onChange">) {
  const store = useEditorStore();
  const client = useTRPCClient();
  const nodeId = useEditor(soleNode) ?? "";
  const [isBusy, setBusy] = useState(false);
  const save = async () => {
    const state = store.getState();
    const graph = graphOf(state);
    const body = bodyAt(graph, state.catalogue, nodeId);
    const node = graph.nodes[nodeId];
    if (!body || !node) return;
    setBusy(true);
    const name = `${state.name}: ${titleOf(graph, state.catalogue, nodeId)}`.slice(0, 120);
    try {
      const { id } = await client.pipelines.create.mutate({ name, graph: body });
      // Its ports come with its interface, as soon as that has been read.
      onChange({ id, version: null, name, inputs: [], outputs: [] });
      toast(`Saved as the pipeline “${name}”.`);
    } catch (thrown) {
      toast(userMessage(thrown), { tone: "danger" });
    }
    setBusy(false);
  };
  return (
    <Button size="sm" tone="ghost" busy={isBusy} onClick={() => void save()}>
      <FilePlus2 aria-hidden className="size-3.5" /> Save as a pipeline
    </Button>
  );
}

/** What goes into a body or comes out of it. */
export function BodyFields({ title, fields }: { title: string; fields: readonly Field[] }) {
  return (
    <div className="min-w-0">
      <p className="mb-1 text-muted text-xs">{title}</p>
      {fields.length === 0 ? <p className="text-muted text-xs">Nothing</p> : null}
      <ul className="flex flex-col gap-1">
        {fields.map(({ name, title: label, kind, optional }) => (
          <li key={name} className="flex items-center gap-1.5 text-xs">
            <KindMark kind={kind} className="size-2" />
            <span className="truncate">{label || name}</span>
            {optional ? <span className="text-muted">optional</span> : null}
          </li>
        ))}
      </ul>
    </div>
  );
}
