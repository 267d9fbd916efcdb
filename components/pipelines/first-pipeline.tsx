"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { KeyCaps } from "../ui/key-caps.tsx";
import { KindMark } from "../ui/kind-mark.tsx";
import type { PipelineActions } from "./use-pipeline-actions.ts";

/** What somebody sees who has no pipeline yet: what one is, in three steps, and how to get it. */
export function FirstPipeline({ actions, hasExamples }: { actions: PipelineActions; hasExamples: boolean }) {
  return (
    <section
      aria-label="Your first pipeline"
      className="grid overflow-hidden rounded-card border bg-panel lg:grid-cols-[1fr_1.1fr]"
    >
      <div className="flex flex-col items-start gap-4 p-6 sm:p-8">
        <h2 className="font-semibold text-lg">Patch your first pipeline</h2>
        <ol className="flex flex-col gap-3">
          <Lesson number={1} title="Place nodes">
            Press <KeyCaps keys="Tab" /> on the canvas and pick what should happen: a prompt, a model, a retriever.
          </Lesson>
          <Lesson number={2} title="Wire their ports">
            Drag from an output to an input. Colour and shape say what fits: <KindMark kind="text" className="inline" />{" "}
            text, <KindMark kind="documents" className="inline" /> documents,{" "}
            <KindMark kind="json" className="inline" /> JSON.
          </Lesson>
          <Lesson number={3} title="Run and watch">
            Press <KeyCaps keys="Ctrl+Enter" />. Each node shows what it does while it does it, and every run is kept.
          </Lesson>
        </ol>
        <div className="flex flex-wrap items-center gap-3 pt-1">
          <Button tone="primary" busy={actions.isCreating} onClick={() => actions.create({})}>
            <Plus aria-hidden className="size-4" />
            New pipeline
          </Button>
          <Link href="/docs" className="rounded-sm font-medium text-accent-ink hover:underline">
            Read the docs
          </Link>
          {hasExamples ? <span className="text-muted">or open an example below</span> : null}
        </div>
      </div>
      <div className="dot-grid hidden items-center justify-center border-l bg-canvas p-6 lg:flex">
        <PatchDrawing />
      </div>
    </section>
  );
}

function Lesson({ number, title, children }: { number: number; title: string; children: ReactNode }) {
  return (
    <li className="flex gap-3">
      <span className="flex size-6 shrink-0 items-center justify-center rounded-full border font-mono text-muted text-xs">
        {number}
      </span>
      <div>
        <p className="font-medium">{title}</p>
        <p className="text-muted [&>span]:mx-0.5 [&>svg]:mx-0.5">{children}</p>
      </div>
    </li>
  );
}

const boxes = [
  { x: 8, y: 92, title: "Question" },
  { x: 176, y: 24, title: "Retriever" },
  { x: 176, y: 160, title: "Prompt" },
  { x: 344, y: 92, title: "Chat model" },
];
const cables = [
  { d: "M128 112C152 112 152 44 176 44", look: "stroke-kind-text" },
  { d: "M128 112C152 112 152 180 176 180", look: "stroke-kind-text" },
  { d: "M296 44C330 44 142 120 176 192", look: "stroke-kind-documents" },
  { d: "M296 180C320 180 320 112 344 112", look: "stroke-kind-text" },
];

/** Four nodes and their cables, as on the canvas. */
function PatchDrawing() {
  return (
    <svg viewBox="0 0 472 224" aria-hidden className="w-full max-w-md">
      {cables.map(({ d, look }) => (
        <path key={d} d={d} fill="none" strokeWidth="2" className={look} />
      ))}
      {boxes.map(({ x, y, title }) => (
        <g key={title}>
          <rect x={x} y={y} width="120" height="40" rx="8" className="fill-raised stroke-line-strong/60" />
          <text x={x + 14} y={y + 24.5} className="fill-ink font-medium text-xs">
            {title}
          </text>
        </g>
      ))}
    </svg>
  );
}
