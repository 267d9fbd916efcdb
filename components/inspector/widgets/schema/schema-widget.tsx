"use client";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { Button } from "../../../ui/form/button.tsx";
import { IconButton } from "../../../ui/form/icon-button.tsx";
import { Input } from "../../../ui/form/input.tsx";
import { Segments } from "../../../ui/form/segments.tsx";
import { Select } from "../../../ui/form/select.tsx";
import { Switch } from "../../../ui/form/switch.tsx";
import { freshName } from "../fresh-name.ts";
import { JsonWidget } from "../json-widget.tsx";
import type { WidgetProps } from "../widget.ts";
import { type FieldType, fieldTypes, readSchemaFields, type SchemaField, writeSchemaFields } from "./schema-fields.ts";

const views = [
  { value: "fields", label: "Fields" },
  { value: "code", label: "JSON Schema" },
] as const;
const typeNames: readonly FieldType[] = ["string", "number", "integer", "boolean", "choice", "strings", "numbers"];
const typeOptions = typeNames.map((type) => ({ value: type, label: fieldTypes[type].title }));

/** A JSON Schema as a list of fields, or as code; a schema beyond a flat list opens as code. */
export function SchemaWidget(props: WidgetProps) {
  const { value, onChange, isReadOnly } = props;
  const fields = readSchemaFields(value);
  const [view, setView] = useState<"fields" | "code">("fields");
  const write = (next: readonly SchemaField[]) => onChange(writeSchemaFields(next));
  const fresh = (): SchemaField => ({
    name: freshName("field", fields?.map(({ name }) => name) ?? []),
    type: "string",
    description: "",
    isRequired: true,
    options: [],
    rest: {},
  });
  return (
    <div className="flex flex-col gap-1.5">
      <Segments label="View" value={fields ? view : "code"} options={views} onChange={setView} />
      {fields === undefined || view === "code" ? (
        <JsonWidget {...props} />
      ) : (
        <>
          {fields.map((field, index) => (
            <SchemaRow
              // biome-ignore lint/suspicious/noArrayIndexKey: the name changes with every letter; the place is what stays.
              key={index}
              field={field}
              isReadOnly={isReadOnly}
              onChange={(next) => write(fields.with(index, next))}
              onRemove={() => write(fields.toSpliced(index, 1))}
            />
          ))}
          {isReadOnly ? null : (
            <Button size="sm" tone="ghost" className="self-start" onClick={() => write([...fields, fresh()])}>
              <Plus aria-hidden className="size-3.5" /> Add field
            </Button>
          )}
        </>
      )}
      {fields === undefined ? (
        <p className="text-muted text-xs">This schema is too complex to edit as a list of fields. Edit it as JSON.</p>
      ) : null}
    </div>
  );
}

function SchemaRow({
  field,
  isReadOnly,
  onChange,
  onRemove,
}: {
  field: SchemaField;
  isReadOnly: boolean;
  onChange: (field: SchemaField) => void;
  onRemove: () => void;
}) {
  const change = (patch: Partial<SchemaField>) => onChange({ ...field, ...patch });
  const toType = (type: string) => {
    const next = typeNames.find((name) => name === type);
    // Limits belong to the former type.
    if (next) change({ type: next, rest: {}, options: next === "choice" ? ["first", "second"] : [] });
  };
  return (
    <div className="flex flex-col gap-1.5 rounded-lg border bg-panel p-1.5">
      <div className="flex items-center gap-1">
        <Input
          aria-label="Field name"
          className="flex-1 font-mono text-xs"
          value={field.name}
          readOnly={isReadOnly}
          onChange={(event) => change({ name: event.currentTarget.value })}
        />
        <div className="w-34 shrink-0">
          <Select
            aria-label={`Type of ${field.name}`}
            value={field.type}
            options={typeOptions}
            disabled={isReadOnly}
            onChange={toType}
          />
        </div>
        {isReadOnly ? null : (
          <IconButton size="sm" label={`Remove ${field.name}`} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      <Input
        aria-label={`Description of ${field.name}`}
        placeholder="What should this field contain?"
        className="text-xs"
        value={field.description}
        readOnly={isReadOnly}
        onChange={(event) => change({ description: event.currentTarget.value })}
      />
      {field.type === "choice" ? (
        <Input
          aria-label={`Values of ${field.name}`}
          className="text-xs"
          value={field.options.join(", ")}
          readOnly={isReadOnly}
          onChange={(event) => change({ options: event.currentTarget.value.split(/,\s*/) })}
        />
      ) : null}
      <span className="flex items-center gap-2 px-1 text-muted text-xs">
        <Switch
          aria-label={`${field.name} is required`}
          checked={field.isRequired}
          disabled={isReadOnly}
          onChange={(isRequired) => change({ isRequired })}
        />
        Required
      </span>
    </div>
  );
}
