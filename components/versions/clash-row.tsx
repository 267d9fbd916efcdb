"use client";
import { clsx } from "clsx";
import { RadioGroup } from "radix-ui";
import { fieldsOf } from "../../lib/diff/diff.ts";
import type { Graph } from "../../lib/graph/graph.ts";
import { titleOf } from "../../lib/graph/node-titles.ts";
import type { Clash, Preferred } from "../../lib/merge/clash.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import type { Json } from "../../lib/values/json.ts";
import { goTo } from "../editor/actions/go-to.ts";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { fieldLabel } from "./changes.ts";
import { valueText } from "./field-diff.tsx";

const sides = ["mine", "theirs"] as const;
const labels = { mine: "Mine", theirs: "Theirs" } as const;

/** One question: what was changed on both sides, and the two answers to choose from. */
export function ClashRow({
  clash,
  choice,
  onChoose,
}: {
  clash: Clash;
  choice: Preferred;
  onChoose: (side: Preferred) => void;
}) {
  const store = useEditorStore();
  const save = useEditor((state) => state.save);
  const mine = useEditor((state) => state.history.graph);
  const catalogue = useEditor((state) => state.catalogue);
  if (save.status !== "conflict") return null;
  const graphs = { mine, theirs: save.theirs };
  const title = titleOfClash(clash, { ...save, mine }, catalogue);
  const change = (value: string) => {
    const side = sides.find((each) => each === value);
    if (side) onChoose(side);
  };
  return (
    <li className="flex flex-col gap-1.5">
      <button
        type="button"
        className="rounded-sm text-left font-medium hover:underline"
        onClick={() => ("nodeId" in clash ? goTo(store, { nodeId: clash.nodeId }) : undefined)}
      >
        {title}
      </button>
      <RadioGroup.Root aria-label={title} value={choice} onValueChange={change} className="grid grid-cols-2 gap-2">
        {sides.map((side) => (
          <RadioGroup.Item
            key={side}
            value={side}
            aria-label={`${labels[side]}: ${answerOf(clash, graphs[side], catalogue)}`}
            className={clsx(
              "flex min-w-0 flex-col gap-1 rounded-lg border px-2.5 py-2 text-left",
              choice === side ? "border-focus bg-hover" : "hover:border-line-strong",
            )}
          >
            <span className="flex items-center gap-2 text-xs">
              <span
                aria-hidden
                className={clsx(
                  "size-3 rounded-full border",
                  choice === side ? "border-4 border-focus" : "border-line-strong",
                )}
              />
              {labels[side]}
            </span>
            <span className="max-h-32 w-full overflow-y-auto whitespace-pre-wrap font-mono text-2xs [overflow-wrap:anywhere]">
              {answerOf(clash, graphs[side], catalogue)}
            </span>
          </RadioGroup.Item>
        ))}
      </RadioGroup.Root>
    </li>
  );
}

type Three = { base: Graph; mine: Graph; theirs: Graph };

function titleOfClash(clash: Clash, { base, mine, theirs }: Three, catalogue: Catalogue): string {
  const graphWith = (id: string) => [mine, theirs, base].find((graph) => Object.hasOwn(graph.nodes, id)) ?? base;
  const name = (id: string) => titleOf(graphWith(id), catalogue, id);
  switch (clash.kind) {
    case "field":
      return `${name(clash.nodeId)} › ${fieldLabel(graphWith(clash.nodeId), catalogue, clash.nodeId, clash.path)}`;
    case "deleted":
      return `${name(clash.nodeId)}: changed and deleted`;
    case "input":
      return `${name(clash.nodeId)}: the source of “${clash.port}”`;
    case "note":
      return "Note";
    case "group":
      return "Group";
    case "cycle":
      return `${name(clash.nodeId)}: together the edges form a cycle`;
    case "size":
      return "Merged, the pipeline is larger than the limit";
  }
}

/** What this side made of it, in short. */
function answerOf(clash: Clash, graph: Graph, catalogue: Catalogue): string {
  switch (clash.kind) {
    case "field": {
      const node = Object.hasOwn(graph.nodes, clash.nodeId) ? graph.nodes[clash.nodeId] : undefined;
      const value: Json | undefined = node && fieldsOf(node).get(clash.path);
      return valueText(value);
    }
    case "deleted":
      return Object.hasOwn(graph.nodes, clash.nodeId) ? "Keep it, with its changes" : "Delete it";
    case "input": {
      const edge = graph.edges.find(({ to }) => to.node === clash.nodeId && to.port === clash.port);
      return edge ? `${titleOf(graph, catalogue, edge.from.node)}, ${edge.from.port}` : "nothing";
    }
    case "note":
      return Object.hasOwn(graph.layout.notes, clash.noteId)
        ? valueText(graph.layout.notes[clash.noteId]?.text)
        : "Delete it";
    case "group":
      return Object.hasOwn(graph.layout.groups, clash.groupId)
        ? valueText(graph.layout.groups[clash.groupId]?.title)
        : "Remove the group";
    case "cycle":
      return "Keep these edges";
    case "size":
      return "Keep only this version";
  }
}
