"use client";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { setConfig } from "../../lib/edit/settings.ts";
import type { Graph, Node } from "../../lib/graph/graph.ts";
import { titleOf } from "../../lib/graph/node-titles.ts";
import { labelOf, ModelRef } from "../../lib/models/models.ts";
import type { Catalogue } from "../../lib/node-types/manifest.ts";
import { settingOf } from "../../lib/ports/node-ports.ts";
import type { Standing } from "../../lib/views/arena-views.ts";
import { useTRPC } from "../api/provider.tsx";
import { useEditor, useEditorParts, useEditorStore } from "../editor/store/context.tsx";
import { canEdit, graphOf } from "../editor/store/document-slice.ts";
import { Button } from "../ui/form/button.tsx";
import { Field } from "../ui/form/field.tsx";
import { Select } from "../ui/form/select.tsx";
import { countOf, formatCost, formatDuration } from "../ui/text/format.ts";

/** How often each model of an Arena won over its last runs, and a way to put the winner where it is used. */
export function ArenaStandings({ nodeId, node }: { nodeId: string; node: Node }) {
  const trpc = useTRPC();
  const pipelineId = useEditor((state) => state.pipelineId);
  const path = useEditor((state) => [...state.base, nodeId].join("/"));
  const lastRun = useEditor(({ run }) => `${run?.detail.id} ${run?.detail.status}`);
  const { data = [], refetch } = useQuery(trpc.arena.standings.queryOptions({ pipelineId, nodeId: path }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the end of a run changes them.
  useEffect(() => void refetch(), [lastRun, refetch]);
  const isEditable = useEditor(canEdit);
  if (data.length === 0) return null;
  const decided = Math.max(...data.map((each) => each.decided));
  return (
    <section aria-label="Win rates" className="flex flex-col gap-2 rounded-lg border bg-canvas p-3 text-xs">
      <h3 className="font-medium text-sm">Win rates</h3>
      <ul className="flex flex-col gap-2">
        {data.map((standing) => (
          <StandingRow key={standing.contender} standing={standing} />
        ))}
      </ul>
      <p className="text-muted">
        {decided === 0
          ? "No best answer has been chosen yet. Open a run, and choose one at the step of this node."
          : `Of the last ${decided === 1 ? "run" : countOf(decided, "run")} with a best answer.`}
      </p>
      {isEditable && decided > 0 ? (
        <Promote nodeId={nodeId} node={node} contenders={data.map(({ contender }) => contender)} />
      ) : null}
    </section>
  );
}

function StandingRow({ standing }: { standing: Standing }) {
  const { contender, wins, decided, answered, asked, firstMs, totalMs, costUsd } = standing;
  const share = decided === 0 ? null : Math.round((wins / decided) * 100);
  return (
    <li className="flex flex-col gap-1">
      <span className="flex justify-between gap-2">
        <span className="truncate font-medium">{contender}</span>
        <span className="shrink-0 tabular-nums">{share === null ? "–" : `${share} % (${wins} of ${decided})`}</span>
      </span>
      <span aria-hidden className="h-1 overflow-hidden rounded-full bg-line">
        <span className="block h-full bg-success" style={{ width: `${share ?? 0}%` }} />
      </span>
      <span className="flex flex-wrap gap-x-2 text-muted tabular-nums">
        {answered < asked ? <span className="text-danger">{asked - answered} not answered</span> : null}
        {firstMs === null ? null : <span>first word {formatDuration(firstMs)}</span>}
        {totalMs === null ? null : <span>{formatDuration(totalMs)}</span>}
        <span>{formatCost(costUsd)} each</span>
      </span>
    </li>
  );
}

/** Sets the model of another node. The list begins with the winner, and any other may be taken. */
function Promote({ nodeId, node, contenders }: { nodeId: string; node: Node; contenders: readonly string[] }) {
  const store = useEditorStore();
  const { edit } = useEditorParts();
  const graph = useEditor(graphOf);
  const catalogue = useEditor((state) => state.catalogue);
  const refs = modelsOf(node, catalogue);
  const [model, setModel] = useState<string>();
  const [target, setTarget] = useState<string>();
  const users = modelUsers(graph, catalogue).filter(({ nodeId: id }) => id !== nodeId);
  const known = contenders.filter((contender) => refs.has(contender));
  const chosen = known.find((each) => each === model) ?? known[0];
  const to = users.find(({ value }) => value === target) ?? users[0];
  if (!edit || chosen === undefined || !to) return null;
  const promote = () => {
    const ref = refs.get(chosen);
    if (!ref) return;
    const value = { ...ref };
    store
      .getState()
      .edit("Use the winner", (now) => setConfig(now, catalogue, { nodeId: to.nodeId, setting: to.setting, value }));
  };
  return (
    <div className="flex flex-col gap-1.5 border-t pt-2">
      <Field label="Use the model">
        {(ids) => (
          <Select
            {...ids}
            value={chosen}
            options={known.map((each) => ({ value: each, label: each }))}
            onChange={setModel}
          />
        )}
      </Field>
      <Field label="In the node">
        {(ids) => <Select {...ids} value={to.value} options={users} onChange={setTarget} />}
      </Field>
      <Button size="sm" className="self-start" onClick={promote}>
        Use it there
      </Button>
    </div>
  );
}

function modelsOf(node: Node, catalogue: Catalogue): Map<string, ModelRef> {
  const manifest = catalogue.get(node.type);
  const list = manifest && settingOf(manifest, node, "models");
  const refs = ModelRef.array().safeParse(list).data ?? [];
  return new Map(refs.map((ref) => [labelOf(ref), ref]));
}

type User = { value: string; label: string; nodeId: string; setting: string };

/** Every setting of a node that names one model. */
function modelUsers(graph: Graph, catalogue: Catalogue): User[] {
  return Object.entries(graph.nodes).flatMap(([nodeId, node]) => {
    const manifest = catalogue.get(node.type);
    const properties: { [name: string]: unknown } = { ...Object(manifest?.config.properties) };
    return Object.entries(properties).flatMap(([setting, property]): User[] => {
      const { widget, title }: { widget?: unknown; title?: unknown } = { ...Object(property) };
      if (widget !== "model" || !manifest) return [];
      const label = `${titleOf(graph, catalogue, nodeId)}: ${String(title ?? setting)}`;
      return [{ value: `${nodeId} ${setting}`, label, nodeId, setting }];
    });
  });
}
