"use client";
import { useEffect, useRef } from "react";
import { assertNever } from "../../../lib/errors.ts";
import type { Field as FieldSpec } from "../../../lib/node-types/manifest.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import type { FieldProps } from "../../ui/form/field.tsx";
import { Input, Textarea } from "../../ui/form/input.tsx";
import { Switch } from "../../ui/form/switch.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import type { Upload } from "./file-input.tsx";

/** With the schema of a file, which most forms do without. */
const FileInput = lazyPart(async () => (await import("./file-input.tsx")).FileInput);

type Props = {
  field: FieldSpec;
  ids: FieldProps;
  isFirst: boolean;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  /** Keeps a file and answers its reference; absent where none can be sent. */
  upload: Upload | undefined;
};

/** One field of the run form, by its kind. */
export function RunInput({ field, ids, isFirst, value, onChange, upload }: Props) {
  const { "aria-invalid": _invalid, ...switchIds } = ids;
  switch (field.kind) {
    case "number":
      return (
        <Input
          {...ids}
          autoFocus={isFirst}
          inputMode="decimal"
          className="tabular-nums"
          value={textOf(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "boolean":
      return <Switch {...switchIds} checked={value === true} onChange={onChange} />;
    case "file":
      return (
        <FileField
          label={field.title || field.name}
          ids={ids}
          isFirst={isFirst}
          value={value}
          onChange={onChange}
          upload={upload}
        />
      );
    case "text":
    case "any":
    case "message":
    case "document":
      return (
        <Textarea
          {...ids}
          autoFocus={isFirst}
          rows={2}
          className="field-sizing-content max-h-60 min-h-16"
          value={textOf(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    case "json":
    case "messages":
    case "documents":
      return (
        <Textarea
          {...ids}
          rows={4}
          spellCheck={false}
          placeholder="JSON"
          className="field-sizing-content max-h-60 font-mono text-xs"
          value={textOf(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      );
    default:
      return assertNever(field.kind);
  }
}

type FileProps = Pick<Props, "ids" | "isFirst" | "value" | "onChange" | "upload"> & { label: string };

/** As the first field it takes the keyboard at once, though its button comes a moment later; who has moved on is left there. */
function FileField({ isFirst, ...rest }: FileProps) {
  const frame = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isFirst) frame.current?.focus();
  }, [isFirst]);
  const passOn = () => {
    if (document.activeElement === frame.current) frame.current?.querySelector("button")?.focus();
  };
  return (
    <div ref={frame} tabIndex={isFirst ? -1 : undefined} className="outline-none">
      <FileInput {...rest} onShown={passOn} />
    </div>
  );
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : stringifyJson(value, 2);
}
