"use client";
import { makeId } from "../../lib/edit/ids.ts";
import { connect, disconnect, portsAt, refuseEdge, sameEnd } from "../../lib/edit/wires.ts";
import type { Endpoint, Graph } from "../../lib/graph.ts";
import type { Catalogue } from "../../lib/manifest.ts";
import { useEditor, useEditorStore } from "../editor/context.tsx";
import { graphOf } from "../editor/document-slice.ts";
import { Field } from "../ui/field.tsx";
import { KindMark } from "../ui/kind-mark.tsx";
import { Select } from "../ui/select.tsx";
import { Section } from "./section.tsx";

const none = "none";

/** Each input with what feeds it: wiring without a mouse. */
export function WiresForm({ nodeId }: { nodeId: string }) {
  const graph = useEditor(graphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const { inputs } = portsAt(graph, catalogue, nodeId);
  const names = Object.keys(inputs);
  if (names.length === 0) return null;
  return (
    <Section title="Inputs" name="wires">
      {Object.entries(inputs).map(([port, spec]) => (
        <Field
          key={port}
          optional={spec.optional}
          label={
            <span className="flex items-center gap-1.5">
              <KindMark kind={spec.kind} /> {spec.title ?? port}
            </span>
          }
        >
          {({ id }) => <SourceSelect id={id} graph={graph} catalogue={catalogue} to={{ node: nodeId, port }} />}
        </Field>
      ))}
    </Section>
  );
}

type Props = { id: string; graph: Graph; catalogue: Catalogue; to: Endpoint };

function SourceSelect({ id, graph, catalogue, to }: Props) {
  const store = useEditorStore();
  const edges = graph.edges.filter((edge) => sameEnd(edge.to, to));
  const [edge] = edges;
  const open = edge ? { ...graph, edges: graph.edges.filter((each) => each !== edge) } : graph;
  const sources = Object.keys(graph.nodes).flatMap((node) =>
    Object.entries(portsAt(graph, catalogue, node).outputs).flatMap(([port, spec]) => {
      if (refuseEdge(open, catalogue, { from: { node, port }, to }) !== undefined) return [];
      const title = graph.nodes[node]?.title ?? catalogue.get(graph.nodes[node]?.type ?? "")?.title ?? node;
      return [{ from: { node, port }, label: `${title} · ${spec.title ?? port}` }];
    }),
  );
  const choose = (key: string) => {
    const { edit } = store.getState();
    const source = sources.find(({ from }) => keyOf(from) === key);
    edit(source ? "Connect" : "Disconnect", (now) => {
      const bare = disconnect(now, edge ? [edge.id] : []);
      return source ? connect(bare, catalogue, { id: makeId("e"), from: source.from, to }) : bare;
    });
  };
  return (
    <Select
      id={id}
      value={edge ? keyOf(edge.from) : none}
      options={[
        { value: none, label: "Not connected" },
        ...sources.map(({ from, label }) => ({ value: keyOf(from), label })),
      ]}
      onChange={choose}
    />
  );
}

function keyOf({ node, port }: Endpoint): string {
  return `${node}\n${port}`;
}
