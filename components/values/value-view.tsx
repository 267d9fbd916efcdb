"use client";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { PortKind } from "../../lib/ports/port-kinds.ts";
import { blobRefOf } from "../../lib/values/blob-ref.ts";
import type { Json } from "../../lib/values/json.ts";
import { Document, FileRef, Message } from "../../lib/values/values.ts";
import { LazyMarkdown } from "../ui/text/lazy-markdown.tsx";
import { BlobValue } from "./blob-value.tsx";
import { ChunkList } from "./chunk-list.tsx";
import { JsonView } from "./json-view.tsx";

/** A value as a person reads it: prose as markdown, chunks as cards, everything else as a tree. */
export function ValueView({ value, kind, raw = false }: { value: Json; kind: PortKind; raw?: boolean }) {
  const blob = blobRefOf(value);
  if (blob) {
    return <BlobValue blob={blob}>{(whole) => <ValueView value={whole} kind={kind} raw={raw} />}</BlobValue>;
  }
  if (raw) return <JsonView value={value} />;
  if (typeof value === "string")
    return value === "" ? (
      <Nothing text="Empty text" />
    ) : (
      <LazyMarkdown text={value} className="[&_p]:whitespace-pre-line" />
    );
  const chunks = Document.array()
    .min(1)
    .safeParse(Array.isArray(value) ? value : [value]);
  if ((kind === "document" || kind === "documents") && chunks.success) return <ChunkList documents={chunks.data} />;
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
  if (value === null) return <Nothing text="Nothing" />;
  return <JsonView value={value} />;
}

function Nothing({ text }: { text: string }) {
  return <p className="text-muted">{text}</p>;
}

function Talk({ messages }: { messages: Message[] }) {
  return (
    <ul className="flex flex-col gap-3">
      {messages.map((message, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: messages have no ids of their own and never move
        <li key={index}>
          <p className="mb-0.5 text-kind-message text-xs">{message.role}</p>
          {message.reasoning === undefined ? null : (
            <details className="mb-1.5 border-l-2 pl-3 text-muted">
              <summary className="w-fit cursor-pointer text-xs hover:text-ink">Reasoning</summary>
              <p className="whitespace-pre-wrap pt-1 text-xs">{message.reasoning}</p>
            </details>
          )}
          <LazyMarkdown text={message.content} />
        </li>
      ))}
    </ul>
  );
}
