"use client";
import type { Field as FieldSpec } from "../../../lib/node-types/manifest.ts";
import type { Values } from "../../../lib/run.ts";
import type { Json } from "../../../lib/values/json.ts";
import { Field } from "../../ui/form/field.tsx";
import type { Upload } from "./file-input.tsx";
import { RunInput } from "./run-input.tsx";

/** The boxes of a run's inputs. `typed` is what stands in them, before it is read as the fields' kinds. */
export function InputFields({
  fields,
  typed,
  problems,
  upload,
  isFocused = false,
  onChange,
}: {
  fields: readonly FieldSpec[];
  typed: Values;
  /** What is wrong, by the field's name. */
  problems: Readonly<Record<string, string>>;
  upload: Upload | undefined;
  /** Whether the first box takes the keyboard at once. */
  isFocused?: boolean;
  onChange: (typed: Values) => void;
}) {
  return fields.map((field, index) => (
    <Field
      key={field.name}
      label={field.title || field.name}
      hint={field.description}
      error={problems[field.name]}
      optional={field.optional}
    >
      {(ids) => (
        <RunInput
          field={field}
          ids={ids}
          isFirst={isFocused && index === 0}
          value={typed[field.name] ?? field.default}
          onChange={(value) => onChange(withValue(typed, field, value))}
          upload={upload}
        />
      )}
    </Field>
  ));
}

function withValue(typed: Values, field: FieldSpec, value: Json | undefined): Values {
  const { [field.name]: _old, ...rest } = typed;
  return value === undefined ? rest : { ...rest, [field.name]: value };
}
