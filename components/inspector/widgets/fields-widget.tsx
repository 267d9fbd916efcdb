"use client";
import { clsx } from "clsx";
import { ChevronDown, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import * as z from "zod";
import { PortKind, portKinds } from "../../../lib/port-kinds.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Switch } from "../../ui/form/switch.tsx";
import { KindMark } from "../../ui/text/kind-mark.tsx";
import { freshName } from "./fresh-name.ts";
import type { WidgetProps } from "./widget.ts";

/** A field while it is being written: its name may be empty for a moment. */
const DraftField = z.looseObject({
  name: z.string(),
  /** Of another release perhaps. */
  kind: z.string(),
  title: z.string().optional(),
  description: z.string().optional(),
  optional: z.boolean().optional(),
});
type DraftField = z.infer<typeof DraftField>;

const kindOptions = PortKind.options.map((kind) => ({ value: kind, label: portKinds[kind].title }));

/** A list of typed fields; each is a port. */
export function FieldsWidget({ value, onChange, isReadOnly }: WidgetProps) {
  const fields = (Array.isArray(value) ? value : []).flatMap((item) => {
    const field = DraftField.safeParse(item);
    return field.success ? [field.data] : [];
  });
  const write = (next: readonly DraftField[]) => onChange(next.map(toJson));
  const add = () => {
    const name = freshName(
      "field",
      fields.map((field) => field.name),
    );
    write([...fields, { name, kind: "text" }]);
  };
  return (
    <div className="flex flex-col gap-1.5">
      {fields.map((field, index) => (
        <FieldRow
          // biome-ignore lint/suspicious/noArrayIndexKey: the name changes with every letter; the place is what stays.
          key={index}
          field={field}
          isTwice={fields.some((other, at) => at !== index && other.name === field.name)}
          isReadOnly={isReadOnly}
          onChange={(next) => write(fields.with(index, next))}
          onRemove={() => write(fields.toSpliced(index, 1))}
        />
      ))}
      {isReadOnly ? null : (
        <Button size="sm" tone="ghost" className="self-start" onClick={add}>
          <Plus aria-hidden className="size-3.5" /> Add field
        </Button>
      )}
    </div>
  );
}

function FieldRow({
  field,
  isTwice,
  isReadOnly,
  onChange,
  onRemove,
}: {
  field: DraftField;
  isTwice: boolean;
  isReadOnly: boolean;
  onChange: (field: DraftField) => void;
  onRemove: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const kind = PortKind.safeParse(field.kind).data;
  const problem = problemOf(field, isTwice);
  return (
    <div className="rounded-lg border bg-panel p-1.5">
      <div className="flex items-center gap-1">
        <KindMark kind={kind ?? "any"} className="mx-1" />
        <Input
          aria-label="Field name"
          aria-invalid={problem ? true : undefined}
          className="flex-1 font-mono text-xs"
          value={field.name}
          maxLength={64}
          readOnly={isReadOnly}
          onChange={(event) => onChange({ ...field, name: event.currentTarget.value })}
        />
        <div className="w-30 shrink-0">
          <Select
            aria-label={`Kind of ${field.name}`}
            value={kind}
            placeholder={field.kind}
            options={kindOptions}
            disabled={isReadOnly}
            onChange={(next) => onChange({ ...field, kind: next })}
          />
        </div>
        <IconButton size="sm" label={isOpen ? "Less" : "More"} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <ChevronDown aria-hidden className={clsx("transition-transform", isOpen && "rotate-180")} />
        </IconButton>
      </div>
      {problem ? <p className="px-1 pt-1 text-danger text-xs">{problem}</p> : null}
      {isOpen ? <FieldDetails field={field} isReadOnly={isReadOnly} onChange={onChange} onRemove={onRemove} /> : null}
    </div>
  );
}

function problemOf({ name, kind }: DraftField, isTwice: boolean): string | undefined {
  if (name.trim() === "") return "Give the field a name.";
  if (isTwice) return "Two fields have this name. Rename one of them.";
  return PortKind.safeParse(kind).success ? undefined : `Unknown kind “${kind}”. Choose another one.`;
}

function FieldDetails({
  field,
  isReadOnly,
  onChange,
  onRemove,
}: {
  field: DraftField;
  isReadOnly: boolean;
  onChange: (field: DraftField) => void;
  onRemove: () => void;
}) {
  return (
    <div className="flex flex-col gap-3 p-1.5 pt-3">
      <Field label="Label" optional>
        {(ids) => (
          <Input
            {...ids}
            value={field.title ?? ""}
            readOnly={isReadOnly}
            onChange={(event) => onChange({ ...field, title: event.currentTarget.value || undefined })}
          />
        )}
      </Field>
      <Field label="Help text" optional>
        {(ids) => (
          <Input
            {...ids}
            value={field.description ?? ""}
            readOnly={isReadOnly}
            onChange={(event) => onChange({ ...field, description: event.currentTarget.value || undefined })}
          />
        )}
      </Field>
      <div className="flex items-center justify-between">
        <span className="flex items-center gap-2">
          <Switch
            aria-label={`${field.name} is optional`}
            checked={field.optional ?? false}
            disabled={isReadOnly}
            onChange={(optional) => onChange({ ...field, optional: optional || undefined })}
          />
          Optional
        </span>
        {isReadOnly ? null : (
          <IconButton size="sm" label={`Remove ${field.name}`} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
    </div>
  );
}

/** Absent is absent: `undefined` is no JSON. */
function toJson(field: DraftField): PlainJson {
  const kept = Object.entries(field).filter(([, value]) => value !== undefined);
  return z.record(z.string(), z.json()).parse(Object.fromEntries(kept));
}
