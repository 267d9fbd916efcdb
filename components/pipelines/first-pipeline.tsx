"use client";
import { Plus } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";
import { Button } from "../ui/form/button.tsx";
import { ByPointer } from "../ui/text/by-pointer.tsx";
import { KeyCaps } from "../ui/text/key-caps.tsx";
import { KindMark } from "../ui/text/kind-mark.tsx";
import type { PipelineActions } from "./use-pipeline-actions.ts";

/** What someone sees who has no pipeline yet: what one is, in three steps, and how to get it. */
export function FirstPipeline({
  actions,
  hasExamples,
  onTemplates,
}: {
  actions: PipelineActions;
  hasExamples: boolean;
  onTemplates: () => void;
}) {
  return (
    <section
      aria-label="Your first pipeline"
      className="grid overflow-hidden rounded-card border bg-panel lg:grid-cols-[1fr_1.1fr]"
    >
      <div className="flex flex-col items-start gap-4 p-6 sm:p-8">
        <h2 className="font-semibold text-lg">Build your first pipeline</h2>
        <ol className="flex flex-col gap-3">
          <Lesson number={1} title="Place nodes">
            <ByPointer touch="Double-tap the canvas">
              Press <KeyCaps keys="Tab" /> on the canvas
            </ByPointer>{" "}
            and pick what should happen: a prompt, a model, a retriever. Or give it your documents, and the nodes that
            answer questions about them are placed for you.
          </Lesson>
          <Lesson number={2} title="Connect their ports">
            Drag from an output to an input. Colour and shape show what fits:{" "}
            <KindMark kind="text" className="inline" /> text, <KindMark kind="documents" className="inline" />{" "}
            documents, <KindMark kind="json" className="inline" /> JSON.
          </Lesson>
          <Lesson number={3} title="Run and watch">
            <ByPointer touch="Press Run">
              Press <KeyCaps keys="Ctrl+Enter" />
            </ByPointer>
            . Each node shows its progress live, and every run is kept.
          </Lesson>
        </ol>
        <div className="flex flex-wrap items-center gap-3 pt-1">
          <Button tone="primary" busy={actions.isCreating} onClick={() => actions.create({})}>
            <Plus aria-hidden className="size-4" />
            New pipeline
          </Button>
          <Button onClick={onTemplates}>Choose a template</Button>
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
        <p className="text-muted [&_kbd]:mx-0.5 [&>svg]:mx-0.5">{children}</p>
      </div>
    </li>
  );
}

const boxes = [
  { x: 4, y: 108, title: "Question" },
  { x: 152, y: 28, title: "Retriever" },
  { x: 300, y: 124, title: "Prompt" },
  { x: 448, y: 68, title: "Chat model" },
];
const edges = [
  { d: "M116 128C136 128 132 48 152 48", stroke: "stroke-kind-text" },
  { d: "M116 128C190 128 226 152 300 152", stroke: "stroke-kind-text" },
  { d: "M264 48C292 48 272 136 300 136", stroke: "stroke-kind-documents" },
  { d: "M412 144C436 144 424 88 448 88", stroke: "stroke-kind-text" },
];
const dots = [
  { x: 116, y: 128 },
  { x: 152, y: 48 },
  { x: 300, y: 152 },
  { x: 412, y: 144 },
  { x: 448, y: 88 },
];
const squares = [
  { x: 264, y: 48 },
  { x: 300, y: 136 },
];

/** Four nodes, their ports and their edges, as on the canvas. */
function PatchDrawing() {
  return (
    <svg viewBox="0 0 564 204" aria-hidden className="w-full max-w-lg">
      {boxes.map(({ x, y, title }) => (
        <g key={title}>
          <rect x={x} y={y} width="112" height="40" rx="8" className="fill-raised stroke-line-strong/60" />
          <text x={x + 16} y={y + 24.5} className="fill-ink font-medium text-sm">
            {title}
          </text>
        </g>
      ))}
      {edges.map(({ d, stroke }) => (
        <path key={d} d={d} fill="none" strokeWidth="2" className={stroke} />
      ))}
      {dots.map(({ x, y }) => (
        <circle key={`${x} ${y}`} cx={x} cy={y} r="4" className="fill-kind-text" />
      ))}
      {squares.map(({ x, y }) => (
        <rect key={`${x} ${y}`} x={x - 4} y={y - 4} width="8" height="8" rx="1.5" className="fill-kind-documents" />
      ))}
    </svg>
  );
}
