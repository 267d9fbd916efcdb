"use client";
import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import { useState } from "react";
import type { Json } from "../../lib/values/json.ts";
import { countOf, formatCount } from "../ui/text/format.ts";

const page = 100;

/** A JSON value as a tree that folds. Long lists show a hundred entries at a time. */
export function JsonView({ value }: { value: Json }) {
  return (
    <div className="font-mono text-xs leading-5">
      <JsonNode value={value} depth={0} />
    </div>
  );
}

type NodeProps = { name?: string; value: Json; depth: number };

function JsonNode({ name, value, depth }: NodeProps) {
  if (typeof value !== "object" || value === null) {
    return (
      <div className="flex gap-2 pl-4">
        <Name name={name} />
        <Scalar value={value} />
      </div>
    );
  }
  const entries = Object.entries(value);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  if (entries.length === 0) {
    return (
      <div className="flex gap-2 pl-4">
        <Name name={name} />
        <span className="text-muted">
          {open}
          {close}
        </span>
      </div>
    );
  }
  return (
    <Branch entries={entries} isList={Array.isArray(value)} depth={depth} {...(name === undefined ? {} : { name })} />
  );
}

function Branch({
  name,
  entries,
  isList,
  depth,
}: {
  name?: string;
  entries: [string, Json][];
  isList: boolean;
  depth: number;
}) {
  const [isOpen, setOpen] = useState(depth < 2 && entries.length <= page);
  const [shown, setShown] = useState(page);
  return (
    <div>
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex items-center gap-2 rounded-sm text-left hover:bg-hover"
      >
        <ChevronRight aria-hidden className={clsx("-mr-1 size-3 shrink-0 text-muted", isOpen && "rotate-90")} />
        <Name name={name} />
        <span className="text-muted">{formatSize(entries.length, isList)}</span>
      </button>
      {isOpen ? (
        <div className="ml-1.5 border-l pl-2">
          {entries.slice(0, shown).map(([key, inner]) => (
            <JsonNode key={key} name={key} value={inner} depth={depth + 1} />
          ))}
          {entries.length > shown ? (
            <button
              type="button"
              className="ml-4 text-accent-ink hover:underline"
              onClick={() => setShown(shown + page)}
            >
              {entries.length - shown} more
            </button>
          ) : null}
        </div>
      ) : null}
    </div>
  );
}

function Name({ name }: { name: string | undefined }) {
  return name === undefined ? null : <span className="shrink-0 text-ink">{name}</span>;
}

function Scalar({ value }: { value: null | boolean | number | bigint | string }) {
  if (typeof value === "string") return <Text value={value} />;
  const classes = { number: "text-kind-number", boolean: "text-kind-boolean", object: "text-muted" }[scalarType(value)];
  return <span className={classes}>{String(value)}</span>;
}

const longText = 400;

/** A long text begins with its first lines: the fields behind it are to be found. */
function Text({ value }: { value: string }) {
  const [isOpen, setOpen] = useState(false);
  const isLong = value.length > longText * 1.5;
  const shown = isLong && !isOpen ? value.slice(0, longText) : value;
  return (
    <span className="whitespace-pre-wrap text-kind-text [overflow-wrap:anywhere]">
      {JSON.stringify(shown)}
      {isLong ? (
        <button
          type="button"
          aria-expanded={isOpen}
          className="ml-2 text-accent-ink hover:underline"
          onClick={() => setOpen(!isOpen)}
        >
          {isOpen ? "Show less" : `Show all ${formatCount(value.length)} characters`}
        </button>
      ) : null}
    </span>
  );
}

function scalarType(value: null | boolean | number | bigint): "number" | "boolean" | "object" {
  if (value === null) return "object";
  return typeof value === "boolean" ? "boolean" : "number";
}

function formatSize(count: number, isList: boolean): string {
  return isList ? `[ ${countOf(count, "item")} ]` : `{ ${countOf(count, "field")} }`;
}
