"use client";
import { clsx } from "clsx";
import { ChevronDown, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import * as z from "zod";
import { PortKind, portKinds } from "../../../lib/ports/port-kinds.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Input, Textarea } from "../../ui/form/input.tsx";
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
  /** Of a form: how a text is asked for. */
  format: z.string().optional(),
  choices: z.array(z.string()).optional(),
});
type DraftField = z.infer<typeof DraftField>;

/** What a field may be: a kind, and of a form's texts how they are asked for. */
type KindOption = { value: string; label: string; kind: PortKind; format?: string };

const portOptions: readonly KindOption[] = PortKind.options.map((kind) => ({
  value: kind,
  label: portKinds[kind].title,
  kind,
}));

const formOptions: readonly KindOption[] = [
  { value: "text", label: "Short text", kind: "text" },
  { value: "long", label: "Long text", kind: "text", format: "long" },
  { value: "email", label: "Email", kind: "text", format: "email" },
  { value: "number", label: "Number", kind: "number" },
  { value: "boolean", label: "Yes or no", kind: "boolean" },
  { value: "choice", label: "Choice", kind: "text", format: "choice" },
  { value: "date", label: "Date", kind: "text", format: "date" },
  { value: "file", label: "File", kind: "file" },
];

const optionOf = (options: readonly KindOption[], field: DraftField) =>
  options.find(({ kind, format }) => kind === field.kind && format === field.format);

/** A list of typed fields; each is a port. */
export function FieldsWidget(props: WidgetProps) {
  return <FieldList options={portOptions} {...props} />;
}

/** The same for the questions of a form. */
export function FormFieldsWidget(props: WidgetProps) {
  return <FieldList options={formOptions} {...props} />;
}

type Options = { options: readonly KindOption[] };

function FieldList({
  value,
  onChange,
  isReadOnly,
  options,
}: Pick<WidgetProps, "value" | "onChange" | "isReadOnly"> & Options) {
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
          options={options}
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
  options,
  isTwice,
  isReadOnly,
  onChange,
  onRemove,
}: Options & {
  field: DraftField;
  isTwice: boolean;
  isReadOnly: boolean;
  onChange: (field: DraftField) => void;
  onRemove: () => void;
}) {
  const [isOpen, setOpen] = useState(false);
  const chosen = optionOf(options, field);
  const problem = problemOf(field, { isTwice, isKnown: chosen !== undefined });
  const choose = (value: string) => {
    const next = options.find((option) => option.value === value);
    if (next) onChange({ ...field, kind: next.kind, format: next.format });
  };
  return (
    <div className="rounded-lg border bg-panel p-1.5">
      <div className="flex items-center gap-1">
        <KindMark kind={chosen?.kind ?? "any"} className="mx-1" />
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
            value={chosen?.value}
            placeholder={field.kind}
            options={options}
            disabled={isReadOnly}
            onChange={choose}
          />
        </div>
        <IconButton size="sm" label={isOpen ? "Less" : "More"} aria-expanded={isOpen} onClick={() => setOpen(!isOpen)}>
          <ChevronDown aria-hidden className={clsx("transition-transform", isOpen && "rotate-180")} />
        </IconButton>
      </div>
      {problem ? <p className="px-1 pt-1 text-danger text-xs">{problem}</p> : null}
      {field.format === "choice" ? <Choices field={field} isReadOnly={isReadOnly} onChange={onChange} /> : null}
      {isOpen ? <FieldDetails field={field} isReadOnly={isReadOnly} onChange={onChange} onRemove={onRemove} /> : null}
    </div>
  );
}

type Standing = { isTwice: boolean; isKnown: boolean };

function problemOf({ name, kind, format, choices }: DraftField, { isTwice, isKnown }: Standing): string | undefined {
  if (name.trim() === "") return "Give the field a name.";
  if (isTwice) return "Two fields have this name. Rename one of them.";
  if (!isKnown) return `Unknown kind “${kind}”. Choose another one.`;
  const isEmpty = format === "choice" && !choices?.some((choice) => choice.trim() !== "");
  return isEmpty ? "Write what there is to choose from." : undefined;
}

type ChoicesProps = { field: DraftField; isReadOnly: boolean; onChange: (field: DraftField) => void };

function Choices({ field, isReadOnly, onChange }: ChoicesProps) {
  return (
    <Textarea
      aria-label={`Choices of ${field.name}`}
      placeholder="One choice a line"
      rows={3}
      className="field-sizing-content mt-1.5 max-h-48 text-xs"
      value={(field.choices ?? []).join("\n")}
      readOnly={isReadOnly}
      onChange={(event) => onChange({ ...field, choices: event.currentTarget.value.split("\n") })}
    />
  );
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
