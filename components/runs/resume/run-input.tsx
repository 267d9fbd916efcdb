"use client";
import { useState } from "react";
import { assertNever } from "../../../lib/errors.ts";
import type { Field as FieldSpec } from "../../../lib/manifest.ts";
import type { Json } from "../../../lib/values/json.ts";
import { FileRef } from "../../../lib/values/values.ts";
import { errorMessage } from "../../api/backend.ts";
import type { FieldProps } from "../../ui/form/field.tsx";
import { Input, Textarea } from "../../ui/form/input.tsx";
import { Switch } from "../../ui/form/switch.tsx";

export type Upload = (file: File) => Promise<FileRef>;

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
      return <FileInput ids={ids} value={value} onChange={onChange} upload={upload} />;
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

function FileInput({ ids, value, onChange, upload }: Pick<Props, "ids" | "value" | "onChange" | "upload">) {
  const [state, setState] = useState<{ message: string; isProblem: boolean }>();
  const file = FileRef.safeParse(value);
  const choose = async (chosen: File | undefined) => {
    if (!chosen || !upload) return;
    setState({ message: `Uploading ${chosen.name}…`, isProblem: false });
    try {
      onChange({ ...(await upload(chosen)) });
      setState(undefined);
    } catch (thrown) {
      setState({ message: errorMessage(thrown), isProblem: true });
    }
  };
  if (!upload) return <p className="text-muted text-xs">Files cannot be uploaded on a shared page.</p>;
  return (
    <div className="flex flex-col gap-1">
      <input
        {...ids}
        type="file"
        className="text-sm file:mr-3 file:h-8 file:rounded-md file:border file:bg-raised file:px-3 file:font-medium"
        onChange={(event) => void choose(event.currentTarget.files?.[0])}
      />
      {file.success ? <p className="text-muted text-xs">{file.data.name}</p> : null}
      {state ? <p className={state.isProblem ? "text-danger text-xs" : "text-muted text-xs"}>{state.message}</p> : null}
    </div>
  );
}

function textOf(value: Json | undefined): string {
  if (value === undefined || value === null) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}
