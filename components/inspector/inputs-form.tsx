"use client";
import { useMemo, useState } from "react";
import { connect, disconnect, portAt, portsAt, sameEnd, sourcesOf } from "../../lib/edit/edges.ts";
import { makeId } from "../../lib/edit/ids.ts";
import { type Endpoint, emptyGraph, type Graph } from "../../lib/graph/graph.ts";
import { titleOf } from "../../lib/graph/node-titles.ts";
import type { Catalogue, Ports } from "../../lib/node-types/manifest.ts";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { graphOf } from "../editor/store/document-slice.ts";
import { Field } from "../ui/form/field.tsx";
import { Select } from "../ui/form/select.tsx";
import { KindMark } from "../ui/text/kind-mark.tsx";
import { Section } from "./section.tsx";

const none = "none";

/** Each input with what feeds it: connecting without a mouse. */
export function InputsForm({ nodeId }: { nodeId: string }) {
  const { graph, catalogue } = useLogic();
  const all: [string, Ports["inputs"][string]][] = Object.entries(portsAt(graph, catalogue, nodeId).inputs);
  const inputs = all.filter(
    ([port, { unused }]) => !unused || graph.edges.some(({ to }) => sameEnd(to, { node: nodeId, port })),
  );
  if (inputs.length === 0) return null;
  return (
    <Section title="Inputs" name="inputs">
      {inputs.map(([port, spec]) => (
        <Field
          key={port}
          optional={spec.optional}
          label={
            <span className="flex items-center gap-1.5">
              <KindMark kind={spec.kind} /> {spec.title ?? port}
            </span>
          }
        >
          {({ id }) => <SourceSelect id={id} node={nodeId} port={port} />}
        </Field>
      ))}
    </Section>
  );
}

/** The graph without its layout: moving nodes about changes nothing here and must compute nothing. */
function useLogic() {
  const nodes = useEditor((state) => graphOf(state).nodes);
  const edges = useEditor((state) => graphOf(state).edges);
  const catalogue = useEditor((state) => state.catalogue);
  return useMemo(() => ({ graph: { ...emptyGraph, nodes, edges }, catalogue }), [nodes, edges, catalogue]);
}

function SourceSelect({ id, node, port }: { id: string } & Endpoint) {
  const store = useEditorStore();
  const { graph, catalogue } = useLogic();
  const to = { node, port };
  const edge = graph.edges.find((each) => sameEnd(each.to, to));
  const [isOpen, setOpen] = useState(false);
  // Closed it names its own source only: with a thousand nodes a list of all would cost a second at each selection.
  const sources = useMemo(() => {
    const open = isOpen ? sourcesOf(graph, catalogue, { node, port }).map(({ from }) => from) : [];
    const all = edge && !open.some((from) => sameEnd(from, edge.from)) ? [edge.from, ...open] : open;
    return all.map((from) => ({ from, value: keyOf(from), label: labelOf(graph, catalogue, from) }));
  }, [graph, catalogue, node, port, edge, isOpen]);
  const choose = (key: string) => {
    const source = sources.find(({ value }) => value === key);
    store.getState().edit(source ? "Connect" : "Disconnect", (now) => {
      const bare = disconnect(now, edge ? [edge.id] : []);
      return source ? connect(bare, catalogue, { id: makeId("e"), from: source.from, to }) : bare;
    });
  };
  return (
    <Select
      id={id}
      value={edge ? keyOf(edge.from) : none}
      options={[{ value: none, label: "Not connected" }, ...sources.map(({ value, label }) => ({ value, label }))]}
      onChange={choose}
      onOpenChange={setOpen}
    />
  );
}

function labelOf(graph: Graph, catalogue: Catalogue, from: Endpoint): string {
  const spec = portAt(graph, catalogue, { ...from, side: "outputs" });
  return `${titleOf(graph, catalogue, from.node)} · ${spec?.title ?? from.port}`;
}

function keyOf({ node, port }: Endpoint): string {
  return `${node}\n${port}`;
}
