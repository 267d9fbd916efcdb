"use client";
import { Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import type { ShapeField as FieldShape, Shape } from "../../../lib/service/shape.ts";
import { isObject } from "../../../lib/values/is-object.ts";
import type { PlainJson } from "../../../lib/values/json.ts";
import { Button } from "../../ui/form/button.tsx";
import { Field } from "../../ui/form/field.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Select } from "../../ui/form/select.tsx";
import { JsonField } from "./json-field.tsx";
import { ScalarField } from "./scalar-field.tsx";
import type { ShapeProps } from "./shape-props.ts";
import { freshValue, variantOf } from "./shape-values.ts";

/** A value of a shape: one control, or fields within fields. What no form can show is JSON. */
export function ShapeField(props: ShapeProps) {
  const { shape, value, ids, isReadOnly, onChange } = props;
  // A value that came from elsewhere may not fit its shape.
  const fits = value === undefined || value === null || fitsShape(value, shape);
  if (shape.kind === "any" || !fits) return <JsonField {...props} />;
  if (shape.kind === "file") {
    return (
      <p className="text-muted text-xs" id={ids.id}>
        A file comes in at its port.
      </p>
    );
  }
  if (shape.kind === "object" && (shape.fields ?? []).length > 0) return <ObjectField {...props} />;
  if (shape.kind === "variants") return <VariantsField {...props} />;
  if (shape.kind === "list" && shape.item && shape.item.kind !== "any" && shape.item.kind !== "list") {
    return <ListField {...props} item={shape.item} />;
  }
  if (shape.kind === "list" || shape.kind === "object") return <JsonField {...props} />;
  return (
    <ScalarField
      ids={ids}
      shape={shape}
      value={value}
      isRequired={props.isRequired}
      isReadOnly={isReadOnly}
      onChange={onChange}
    />
  );
}

function fitsShape(value: PlainJson, { kind }: Shape): boolean {
  if (kind === "list") return Array.isArray(value);
  if (kind === "object" || kind === "variants") return isObject(value);
  return kind === "any" || kind === "file" || typeof value !== "object";
}

const box = "flex flex-col gap-3 border-l-2 pl-3";

function ObjectField({ shape, value, isRequired, isReadOnly, onChange, ids }: ShapeProps) {
  const record = isObject(value) ? value : undefined;
  if (!record && !isRequired) {
    return (
      <Button
        id={ids.id}
        size="sm"
        tone="ghost"
        className="self-start"
        disabled={isReadOnly}
        onClick={() => onChange(freshValue(shape) ?? {})}
      >
        <Plus aria-hidden className="size-3.5" /> Fill in
      </Button>
    );
  }
  const write = (name: string, next: PlainJson | undefined) => {
    const { [name]: _old, ...rest } = record ?? {};
    const all = next === undefined ? rest : { ...record, [name]: next };
    onChange(Object.keys(all).length === 0 && isRequired ? undefined : all);
  };
  return (
    <div className={box} id={ids.id}>
      {(shape.fields ?? []).map((field) => (
        <Inner
          key={field.name}
          field={field}
          value={record?.[field.name]}
          isReadOnly={isReadOnly}
          onChange={(next) => write(field.name, next)}
        />
      ))}
      {isRequired || isReadOnly ? null : <RemoveButton onClick={() => onChange(undefined)} />}
    </div>
  );
}

type InnerProps = { field: FieldShape } & Pick<ShapeProps, "value" | "isReadOnly" | "onChange">;

function Inner({ field: { name, shape, isRequired }, ...rest }: InnerProps) {
  // What can only have one value needs no person.
  if (shape.kind === "choice" && shape.options?.length === 1 && isRequired) return null;
  return (
    <Field label={shape.title ?? name} hint={shape.description} optional={!isRequired || undefined}>
      {(ids) => <ShapeField ids={ids} shape={shape} isRequired={isRequired} {...rest} />}
    </Field>
  );
}

function ListField({ item, value, isReadOnly, onChange, ids }: ShapeProps & { item: Shape }) {
  const values = Array.isArray(value) ? value : [];
  const write = (next: PlainJson[]) => onChange(next.length === 0 ? undefined : next);
  const replace = (index: number, next: PlainJson | undefined) => write(values.with(index, next ?? emptyOf(item)));
  return (
    <div className="flex flex-col gap-1.5" id={ids.id}>
      {values.map((each, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the value changes with every letter; the place is what stays.
        <div key={index} className="flex items-start gap-1">
          <div className="min-w-0 flex-1">
            <Field label={<span className="sr-only">Item {index + 1}</span>}>
              {(inner) => (
                <ShapeField
                  ids={inner}
                  shape={item}
                  value={each}
                  isRequired
                  isReadOnly={isReadOnly}
                  onChange={(next) => replace(index, next)}
                />
              )}
            </Field>
          </div>
          {isReadOnly ? null : (
            <IconButton
              size="sm"
              className="mt-2.5"
              label={`Remove item ${index + 1}`}
              onClick={() => write(values.toSpliced(index, 1))}
            >
              <Trash2 aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {isReadOnly ? null : (
        <Button
          size="sm"
          tone="ghost"
          className="self-start"
          onClick={() => write([...values, freshValue(item) ?? emptyOf(item)])}
        >
          <Plus aria-hidden className="size-3.5" /> Add item
        </Button>
      )}
    </div>
  );
}

function emptyOf({ kind, options }: Shape): PlainJson {
  if (kind === "choice") return options?.[0] ?? "";
  if (kind === "boolean") return false;
  if (kind === "object" || kind === "variants") return {};
  return kind === "text" ? "" : null;
}

/** One of several shapes: which one is chosen first, and is seen from the field that tells them apart. */
function VariantsField(props: ShapeProps) {
  const { ids, shape, value, isRequired, isReadOnly, onChange } = props;
  const variants = shape.variants ?? [];
  const [asked, setAsked] = useState<number>();
  const found = variantOf(shape, value);
  const chosen = asked !== undefined && value !== undefined ? asked : found;
  const variant = chosen === undefined ? undefined : variants[chosen];
  const options = [
    ...(isRequired ? [] : [{ value: unset, label: "Not set" }]),
    ...variants.map(({ title }, index) => ({ value: String(index), label: title })),
  ];
  return (
    <div className="flex flex-col gap-2">
      <Select
        {...ids}
        value={chosen === undefined ? (isRequired ? undefined : unset) : String(chosen)}
        placeholder="Choose one"
        options={options}
        disabled={isReadOnly}
        onChange={(next) => {
          const index = next === unset ? undefined : Number(next);
          const target = index === undefined ? undefined : variants[index];
          setAsked(index);
          onChange(target && (freshValue(target.shape) ?? emptyOf(target.shape)));
        }}
      />
      {variant ? (
        <ShapeField
          ids={{ id: `${ids.id}-variant` }}
          shape={variant.shape}
          value={value}
          isRequired
          isReadOnly={isReadOnly}
          onChange={onChange}
        />
      ) : null}
    </div>
  );
}

const unset = "unset";

function RemoveButton({ onClick }: { onClick: () => void }) {
  return (
    <Button size="sm" tone="ghost" className="self-start" onClick={onClick}>
      <Trash2 aria-hidden className="size-3.5" /> Leave out
    </Button>
  );
}
