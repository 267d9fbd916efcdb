"use client";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { errorMessage, type Template } from "../../api/backend.ts";
import { CanvasPanel } from "../../canvas/canvas-panel.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { KeyCaps } from "../../ui/text/key-caps.tsx";
import { useEditing, useEditor, useEditorStore } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";

/** What an empty canvas teaches: three pipelines to begin with, and the one key that adds a node. */
export function EmptyCanvas() {
  const isEmpty = useEditor((state) => {
    const { nodes, layout } = graphOf(state);
    return Object.keys(nodes).length + Object.keys(layout.notes).length === 0;
  });
  const isPicking = useEditor((state) => state.picker !== undefined);
  const isReadOnly = useEditor((state) => state.isReadOnly);
  if (!isEmpty || isPicking) return null;
  return isReadOnly ? <NothingYet /> : <Welcome />;
}

function NothingYet() {
  return (
    <CanvasPanel position="top-center">
      <p className="mt-[14vh] text-muted">This pipeline is empty.</p>
    </CanvasPanel>
  );
}

function Welcome() {
  const { backend } = useEditing();
  const templates = useQuery({ queryKey: ["templates"], queryFn: () => backend.listTemplates() });
  return (
    <CanvasPanel position="top-center" style={{ pointerEvents: "none", width: "100%", maxWidth: 780 }}>
      <div className="mt-[14vh] flex animate-fade flex-col items-center gap-6 px-6">
        <div className="flex flex-col items-center gap-1.5 text-center">
          <h2 className="font-semibold text-lg">What should this pipeline do?</h2>
          <p className="flex flex-wrap items-center justify-center gap-1.5 text-muted">
            Press <KeyCaps keys="Tab" /> or double-click to add a node, drop documents to search them, or start from one
            of these.
          </p>
        </div>
        <ul className="grid w-full grid-cols-3 gap-3">
          {(templates.data ?? []).slice(0, 3).map((template) => (
            <li key={template.id}>
              <TemplateCard template={template} />
            </li>
          ))}
        </ul>
      </div>
    </CanvasPanel>
  );
}

function TemplateCard({ template }: { template: Template }) {
  const store = useEditorStore();
  const { backend } = useEditing();
  const [isBusy, setBusy] = useState(false);
  const insert = async () => {
    setBusy(true);
    try {
      const graph = await backend.readTemplate(template.id);
      const { replaceGraph, viewPort } = store.getState();
      replaceGraph(`Start from ${template.name}`, graph);
      requestAnimationFrame(() => viewPort?.showStart());
    } catch (thrown) {
      toast(errorMessage(thrown), { tone: "danger" });
      setBusy(false);
    }
  };
  return (
    <button
      type="button"
      disabled={isBusy}
      onClick={() => void insert()}
      className="pointer-events-auto flex h-full w-full flex-col gap-1 rounded-card border bg-raised p-4 text-left shadow-raised transition-colors hover:border-line-strong hover:bg-hover disabled:opacity-60"
    >
      <span className="font-semibold">{template.name}</span>
      <span className="line-clamp-3 text-muted text-xs">{template.description}</span>
    </button>
  );
}
