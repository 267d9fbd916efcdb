"use client";
import { X } from "lucide-react";
import { rename } from "../../lib/edit/edit.ts";
import { nodeAt } from "../../lib/graph/graph.ts";
import { titleOf } from "../../lib/graph/node-titles.ts";
import type { Manifest } from "../../lib/node-types/manifest.ts";
import { queryPart } from "../api/query-part.tsx";
import { cardElement } from "../editor/layout/card-element.ts";
import { RunNodeButtons } from "../editor/run/run-node-buttons.tsx";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { canEdit, graphOf } from "../editor/store/document-slice.ts";
import { nothing } from "../editor/store/selection-slice.ts";
import { IconButton } from "../ui/form/icon-button.tsx";
import { SidePanel } from "../ui/page/side-panel.tsx";
import { CategoryIcon } from "../ui/text/category-icon.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { AdvancedForm } from "./advanced-form.tsx";
import { InputsForm } from "./inputs-form.tsx";
import { NodeProblems } from "./node-problems.tsx";
import { PinnedOutput } from "./pinned-output.tsx";
import { Section } from "./section.tsx";
import { SettingsForm } from "./settings-form.tsx";

const TriggerPanels = queryPart(async () => (await import("./trigger-panels.tsx")).TriggerPanels, { isExtra: true });

const CurlImport = queryPart(async () => (await import("./curl/curl-import.tsx")).CurlImport, { isExtra: true });
const CacheState = queryPart(async () => (await import("./cache-state.tsx")).CacheState, { isExtra: true });
const ArenaStandings = queryPart(async () => (await import("./arena-standings.tsx")).ArenaStandings, { isExtra: true });

/** Settings of one node. */
export function NodePanel({ nodeId }: { nodeId: string }) {
  const node = useEditor((state) => nodeAt(graphOf(state), nodeId));
  const manifest = useEditor((state) => state.catalogue.get(node?.type ?? ""));
  const title = useEditor((state) => titleOf(graphOf(state), state.catalogue, nodeId));
  const editable = useEditor(canEdit);
  const store = useEditorStore();
  if (!node) return null;
  return (
    <SidePanel
      name="inspector"
      label="Settings"
      region="inspector"
      side="right"
      initial={360}
      onEscape={() => cardElement(nodeId, store.getState())?.focus()}
    >
      <NodeHead nodeId={nodeId} title={title} manifest={manifest} />
      <div className="min-h-0 flex-1 overflow-y-auto">
        <div className="flex flex-col gap-4 px-4 pt-3 pb-5">
          {manifest ? <Summary manifest={manifest} /> : null}
          <NodeProblems nodeId={nodeId} />
          {manifest?.role === "run-trigger" ? <TriggerPanels nodeId={nodeId} manifest={manifest} /> : null}
          {node.type === "http-request" && editable ? <CurlImport nodeId={nodeId} /> : null}
          {node.type === "arena" ? <ArenaStandings nodeId={nodeId} node={node} /> : null}
          {node.type === "cache" ? <CacheState node={node} /> : null}
          {node.pinned ? <PinnedOutput nodeId={nodeId} pinned={node.pinned} /> : null}
          {manifest ? (
            <SettingsForm nodeId={nodeId} node={node} manifest={manifest} />
          ) : (
            <Notice tone="warning">
              Unknown node type “{node.type}”. Its settings are kept as they are. Replace or delete it to run the
              pipeline.
            </Notice>
          )}
        </div>
        {manifest && editable ? <InputsForm nodeId={nodeId} /> : null}
        {manifest ? (
          <Section title="Advanced" name="advanced">
            <AdvancedForm nodeId={nodeId} node={node} manifest={manifest} />
          </Section>
        ) : null}
      </div>
    </SidePanel>
  );
}

function Summary({ manifest: { type, summary } }: { manifest: Manifest }) {
  return (
    <p className="text-muted text-xs">
      {summary}{" "}
      <a
        href={`/docs/nodes/${type}`}
        target="_blank"
        rel="noreferrer"
        className="rounded-sm text-accent-ink underline underline-offset-2 hover:no-underline"
      >
        Docs
      </a>
    </p>
  );
}

function NodeHead({ nodeId, title, manifest }: { nodeId: string; title: string; manifest: Manifest | undefined }) {
  const store = useEditorStore();
  const editable = useEditor(canEdit);
  const typeTitle = manifest?.title;
  return (
    <header className="flex items-center gap-2.5 border-b py-2 pr-2 pl-4">
      <CategoryIcon icon={manifest?.icon} category={manifest?.category} className="size-7 [&>svg]:size-4" />
      <div className="flex min-w-0 flex-1 flex-col">
        <input
          key={title}
          aria-label="Title"
          defaultValue={title}
          maxLength={120}
          readOnly={!editable}
          className="-mx-1 rounded-sm bg-transparent px-1 font-semibold text-sm outline-none hover:bg-hover focus:bg-canvas focus-visible:outline-1 focus-visible:outline-focus"
          onKeyDown={(event) => {
            if (event.key === "Enter") event.currentTarget.blur();
          }}
          onBlur={({ currentTarget: { value } }) => {
            if (value !== title) store.getState().edit("Rename", (graph) => rename(graph, nodeId, value));
          }}
        />
        {typeTitle && typeTitle !== title ? <span className="truncate text-2xs text-muted">{typeTitle}</span> : null}
      </div>
      <RunNodeButtons nodeId={nodeId} />
      <IconButton label="Close" keys="Esc" onClick={() => store.getState().select(nothing)}>
        <X aria-hidden />
      </IconButton>
    </header>
  );
}
