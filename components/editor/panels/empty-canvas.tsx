"use client";
import { useQuery } from "@tanstack/react-query";
import { FileUp } from "lucide-react";
import { useState } from "react";
import { errorMessage, type Template } from "../../api/backend.ts";
import { CanvasPanel } from "../../canvas/canvas-panel.tsx";
import { documentTypes } from "../../ui/form/drop-zone.tsx";
import { FileButton } from "../../ui/form/file-button.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { ByPointer } from "../../ui/text/by-pointer.tsx";
import { KeyCaps } from "../../ui/text/key-caps.tsx";
import { nameUntitled } from "../actions/rename-pipeline.ts";
import { useEditing, useEditor, useEditorParts } from "../store/context.tsx";
import { graphOf } from "../store/document-slice.ts";
import { giveDocuments } from "../upload/give-documents.ts";

/** What an empty canvas teaches: giving it documents, three pipelines to begin with, and the one key that adds a node. */
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
      <p className="mt-[14dvh] text-muted">This pipeline is empty.</p>
    </CanvasPanel>
  );
}

function Welcome() {
  const { backend } = useEditing();
  const templates = useQuery({ queryKey: ["templates"], queryFn: () => backend.listTemplates() });
  return (
    <CanvasPanel position="top-center" style={{ pointerEvents: "none", width: "100%", maxWidth: 780 }}>
      <div className="mt-[10dvh] flex animate-fade flex-col items-center gap-5 px-6">
        <h2 className="font-semibold text-lg">What should this pipeline do?</h2>
        <AskDocuments />
        <p className="text-muted">or start from a copy of an example</p>
        <ul className="grid w-full grid-cols-3 gap-3 max-md:grid-cols-1">
          {(templates.data ?? []).slice(0, 3).map((template) => (
            <li key={template.id}>
              <TemplateCard template={template} />
            </li>
          ))}
        </ul>
        <p className="flex flex-wrap items-center justify-center gap-1.5 text-muted">
          <ByPointer touch="or double-tap the canvas to add the first node">
            or press <KeyCaps keys="Tab" />, or double-click, to add the first node
          </ByPointer>
        </p>
      </div>
    </CanvasPanel>
  );
}

/** The canvas around it takes what is dropped; the button is for those who drag nothing. */
function AskDocuments() {
  const parts = useEditorParts();
  const add = (files: FileList | null) => {
    if (files && files.length > 0) void giveDocuments(parts, [...files], { canvas: { x: 0, y: 0 } });
  };
  return (
    <div className="pointer-events-auto flex w-full flex-wrap items-center gap-x-4 gap-y-3 rounded-card border border-dashed bg-raised px-5 py-4">
      <FileUp aria-hidden className="size-5 shrink-0 text-kind-file" />
      <div className="min-w-56 flex-1">
        <p className="font-semibold">Ask your documents</p>
        <p className="text-muted text-xs">
          Choose PDF, Word, text or table files
          <span className="pointer-coarse:hidden">, or drop them on the canvas</span>. The pipeline that answers
          questions about them is built for you.
        </p>
      </div>
      <FileButton tone="primary" label="Documents to ask" accept={documentTypes} onFiles={add}>
        Choose files
      </FileButton>
    </div>
  );
}

function TemplateCard({ template }: { template: Template }) {
  const parts = useEditorParts();
  const { backend } = useEditing();
  const [isBusy, setBusy] = useState(false);
  const insert = async () => {
    setBusy(true);
    try {
      const graph = await backend.readTemplate(template.id);
      const { replaceGraph, viewPort } = parts.store.getState();
      replaceGraph(`Start from ${template.name}`, graph);
      void nameUntitled(parts, template.name);
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
