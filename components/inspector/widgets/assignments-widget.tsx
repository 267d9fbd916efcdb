"use client";
import { Plus, Trash2 } from "lucide-react";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Input } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { ExpressionBox } from "../expression/expression-box.tsx";
import { type Assignment, assignmentKinds, readAssignments } from "./assignments.ts";
import { freshName } from "./fresh-name.ts";
import type { WidgetProps } from "./widget.ts";

const sources = [
  { value: "value", label: "Value" },
  { value: "expression", label: "Expression" },
] as const;

/** Fields that are set: each has a name, a kind, and a value or an expression. */
export function AssignmentsWidget(props: WidgetProps) {
  const { value, onChange, isReadOnly } = props;
  const items = readAssignments(value);
  const write = (next: readonly Assignment[]) => onChange(next.map((item) => ({ ...item })));
  const add = () => {
    const names = items.map(({ name }) => name);
    write([...items, { name: freshName("field", names), kind: "text", from: "value", value: "" }]);
  };
  return (
    <div className="flex flex-col gap-1.5">
      {items.map((item, index) => (
        <AssignmentRow
          // biome-ignore lint/suspicious/noArrayIndexKey: the name changes with every letter; the place is what stays.
          key={index}
          {...props}
          item={item}
          onWrite={(next) => write(items.with(index, next))}
          onRemove={() => write(items.toSpliced(index, 1))}
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

type RowProps = WidgetProps & { item: Assignment; onWrite: (item: Assignment) => void; onRemove: () => void };

function AssignmentRow({ item, onWrite, onRemove, ...props }: RowProps) {
  const { isReadOnly } = props;
  const isUnnamed = item.name.trim() === "";
  return (
    <div className="flex flex-col gap-1.5 rounded-lg border bg-panel p-1.5">
      <div className="flex items-center gap-1">
        <Input
          aria-label="Field name"
          aria-invalid={isUnnamed ? true : undefined}
          className="flex-1 font-mono text-xs"
          placeholder="address.city"
          value={item.name}
          maxLength={500}
          readOnly={isReadOnly}
          onChange={(event) => onWrite({ ...item, name: event.currentTarget.value })}
        />
        {isReadOnly ? null : (
          <IconButton size="sm" label={`Remove ${item.name}`} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      {isUnnamed ? <p className="px-1 text-danger text-xs">Give the field a name.</p> : null}
      <div className="grid grid-cols-2 gap-1.5">
        <Select
          aria-label={`Kind of ${item.name}`}
          value={item.kind}
          options={assignmentKinds}
          disabled={isReadOnly}
          onChange={(kind) => onWrite({ ...item, kind })}
        />
        <Select
          aria-label={`Where ${item.name} comes from`}
          value={item.from}
          options={sources}
          disabled={isReadOnly}
          onChange={(from) => onWrite({ ...item, from })}
        />
      </div>
      <AssignmentValue {...props} item={item} onWrite={onWrite} />
    </div>
  );
}

function AssignmentValue({ item, onWrite, ...props }: Omit<RowProps, "onRemove">) {
  const label = { "aria-label": `${item.from === "value" ? "Value" : "Expression"} of ${item.name}` };
  if (item.from === "expression") {
    return (
      <ExpressionBox
        {...props}
        // Another text is another expression: what is said about it starts anew.
        field={{ ...props.field, expression: { language: "jsonata", reads: { input: "value" } } }}
        ids={{ ...props.ids, id: `${props.ids.id}-${item.name}`, ...label }}
        value={item.value}
        onChange={(value) => onWrite({ ...item, value: typeof value === "string" ? value : "" })}
        rows={2}
        className="max-h-60"
      />
    );
  }
  return item.kind === "boolean" ? (
    <Select
      {...label}
      value={/^(true|yes)$/i.test(item.value.trim()) ? "true" : "false"}
      options={[
        { value: "true", label: "Yes (true)" },
        { value: "false", label: "No (false)" },
      ]}
      disabled={props.isReadOnly}
      onChange={(value) => onWrite({ ...item, value })}
    />
  ) : (
    <Input
      {...label}
      className={item.kind === "json" ? "font-mono text-xs" : ""}
      placeholder={placeholders[item.kind]}
      value={item.value}
      readOnly={props.isReadOnly}
      onChange={(event) => onWrite({ ...item, value: event.currentTarget.value })}
    />
  );
}

const placeholders = { text: "Text", number: "1234.5", json: '{"a": [1, 2]}' } as const;
