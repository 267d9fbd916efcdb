"use client";
import type { Shape } from "../../../lib/service/shape.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Input, Textarea } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import type { ShapeProps } from "./shape-props.ts";

const unset = "unset";
const nothing = "null";

/** A text, a number, yes or no, or one of a list. Emptied, it is not sent, and the server takes its own default. */
export function ScalarField({ ids, shape, value, isRequired, isReadOnly, onChange }: ShapeProps) {
  if (shape.kind === "boolean") {
    const options = [true, false].map((option) => ({
      value: String(option),
      label: option ? "Yes" : "No",
      of: option,
    }));
    return <OneOf {...{ ids, shape, value, isRequired, isReadOnly, onChange }} options={options} />;
  }
  if (shape.kind === "choice") {
    const options = (shape.options ?? []).map((option) => ({
      value: JSON.stringify(option),
      label: shown(option),
      of: option,
    }));
    return <OneOf {...{ ids, shape, value, isRequired, isReadOnly, onChange }} options={options} />;
  }
  const placeholder = shape.default === undefined || shape.default === null ? undefined : shown(shape.default);
  if (shape.kind === "text") {
    return (
      <Textarea
        {...ids}
        rows={1}
        className="field-sizing-content max-h-60 min-h-8"
        placeholder={placeholder}
        value={value === undefined || value === null ? "" : shown(value)}
        readOnly={isReadOnly}
        onChange={(event) => onChange(event.currentTarget.value === "" ? undefined : event.currentTarget.value)}
      />
    );
  }
  return (
    <Input
      {...ids}
      inputMode={shape.kind === "integer" ? "numeric" : "decimal"}
      aria-invalid={isOutside(value, shape) ? true : undefined}
      placeholder={placeholder}
      value={value === undefined || value === null ? "" : shown(value)}
      readOnly={isReadOnly}
      onChange={(event) => onChange(readNumber(event.currentTarget.value))}
    />
  );
}

type OptionOf = { value: string; label: string; of: PlainJson };

function OneOf({ ids, shape, value, isRequired, isReadOnly, onChange, options }: ShapeProps & { options: OptionOf[] }) {
  const byDefault =
    shape.default === undefined || shape.default === null ? "" : ` (${labelOf(shape.default, options)})`;
  const all = [
    ...(isRequired ? [] : [{ value: unset, label: `Not set${byDefault}` }]),
    ...(shape.nullable ? [{ value: nothing, label: "Null" }] : []),
    ...options.map(({ value: key, label }) => ({ value: key, label })),
  ];
  const chosen = value === undefined ? unset : value === null ? nothing : JSON.stringify(value);
  return (
    <Select
      {...ids}
      value={all.some((option) => option.value === chosen) ? chosen : undefined}
      placeholder="Choose one"
      options={all}
      disabled={isReadOnly}
      onChange={(key) => {
        if (key === unset) return onChange(undefined);
        onChange(key === nothing ? null : options.find((option) => option.value === key)?.of);
      }}
    />
  );
}

function labelOf(value: PlainJson, options: readonly OptionOf[]): string {
  return options.find((option) => option.value === JSON.stringify(value))?.label ?? shown(value);
}

function shown(value: PlainJson): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** Digits beyond what a setting can hold as a number, and half a number, stay text: the call reads them. */
function readNumber(text: string): PlainJson | undefined {
  if (text === "") return undefined;
  const number = Number(text);
  return String(number) === text && (Number.isSafeInteger(number) || !Number.isInteger(number)) ? number : text;
}

function isOutside(value: PlainJson | undefined, { kind, min, max }: Shape): boolean {
  if (value === undefined || value === null) return false;
  const number = Number(value);
  if (Number.isNaN(number) || (kind === "integer" && !Number.isInteger(number))) return true;
  return (min !== undefined && number < min) || (max !== undefined && number > max);
}
