"use client";
import { useState } from "react";
import type { Json } from "../../lib/json.ts";
import type { PortKind } from "../../lib/ports.ts";
import { BlobRef } from "../../lib/run.ts";
import { Document, FileRef, Message } from "../../lib/values.ts";
import { formatBytes } from "../ui/format.ts";
import { Markdown } from "../ui/markdown.tsx";
import { BlobValue } from "./blob-value.tsx";
import { JsonView } from "./json-view.tsx";

/** A value as a person reads it: prose as markdown, passages as cards, everything else as a tree. */
export function ValueView({ value, kind, raw = false }: { value: Json; kind: PortKind; raw?: boolean }) {
  const blob = BlobRef.safeParse(value);
  if (blob.success) return <BlobValue blob={blob.data} kind={kind} raw={raw} />;
  if (raw) return <JsonView value={value} />;
  if (typeof value === "string") return value === "" ? <Nothing words="Empty text" /> : <Markdown text={value} />;
  const passages = Document.array()
    .min(1)
    .safeParse(Array.isArray(value) ? value : [value]);
  if ((kind === "document" || kind === "documents") && passages.success) return <Passages documents={passages.data} />;
  const messages = Message.array()
    .min(1)
    .safeParse(Array.isArray(value) ? value : [value]);
  if ((kind === "message" || kind === "messages") && messages.success) return <Talk messages={messages.data} />;
  const file = FileRef.safeParse(value);
  if (kind === "file" && file.success) {
    return (
      <p>
        {file.data.name} <span className="text-muted">{formatBytes(file.data.bytes)}</span>
      </p>
    );
  }
  if (value === null) return <Nothing words="Nothing" />;
  return <JsonView value={value} />;
}

function Nothing({ words }: { words: string }) {
  return <p className="text-muted">{words}</p>;
}

function Passages({ documents }: { documents: Document[] }) {
  const [shown, setShown] = useState(5);
  return (
    <ol className="flex flex-col gap-2">
      {documents.slice(0, shown).map((document, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: passages have no ids of their own and never move
        <li key={index} className="rounded-lg border bg-canvas p-3">
          <PassageHead document={document} index={index} />
          <p className="line-clamp-6 whitespace-pre-wrap [overflow-wrap:anywhere]">{document.text}</p>
        </li>
      ))}
      {documents.length > shown ? (
        <button
          type="button"
          className="self-start text-accent-ink hover:underline"
          onClick={() => setShown(shown + 20)}
        >
          {documents.length - shown} more
        </button>
      ) : null}
    </ol>
  );
}

export function PassageHead({ document, index }: { document: Document; index: number }) {
  const source = document.metadata.document ?? document.metadata.name ?? document.metadata.source;
  return (
    <p className="mb-1.5 flex items-baseline justify-between gap-3 text-muted text-xs">
      <span className="min-w-0 truncate">
        {index + 1}
        {typeof source === "string" ? ` · ${source}` : ""}
      </span>
      {document.score === undefined ? null : (
        <span className="font-mono text-kind-document tabular-nums">{document.score.toFixed(3)}</span>
      )}
    </p>
  );
}

function Talk({ messages }: { messages: Message[] }) {
  return (
    <ul className="flex flex-col gap-3">
      {messages.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no ids of their own and never move
        <li key={index}>
          <p className="mb-0.5 text-kind-message text-xs">{message.role}</p>
          <Markdown text={message.content} />
        </li>
      ))}
    </ul>
  );
}
