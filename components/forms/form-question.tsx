"use client";
import type { FormField } from "../../lib/hooks/form-settings.ts";
import type { Json } from "../../lib/values/json.ts";
import type { Upload } from "../runs/resume/file-input.tsx";
import { RunInput } from "../runs/resume/run-input.tsx";
import { Field, type FieldProps } from "../ui/form/field.tsx";
import { Input, Textarea } from "../ui/form/input.tsx";
import { Select } from "../ui/form/select.tsx";
import { choicesOf } from "./form-values.ts";

type Props = {
  field: FormField;
  problem: string | undefined;
  value: Json | undefined;
  onChange: (value: Json | undefined) => void;
  keep: Upload;
};

/** One question of a form. */
export function FormQuestion({ field, problem, ...rest }: Props) {
  return (
    <Field label={field.title || field.name} hint={field.description} error={problem} optional={field.optional}>
      {(ids) => <Answer field={field} ids={ids} {...rest} />}
    </Field>
  );
}

type AnswerProps = Omit<Props, "problem"> & { ids: FieldProps };

/** Large enough for a finger, and 16 px: smaller boxes make phones zoom in. */
const box = "h-10 text-base sm:h-9 sm:text-sm";

/** Takes a choice back. A blank text is not one of a field's choices. */
const noAnswer = { value: " ", label: "No answer" };

function Answer({ field, ids, value, onChange, keep }: AnswerProps) {
  if (field.kind !== "text") {
    return <RunInput field={field} ids={ids} isFirst={false} value={value} onChange={onChange} upload={keep} />;
  }
  const text = typeof value === "string" ? value : "";
  if (field.format === "long") {
    return (
      <Textarea
        {...ids}
        rows={4}
        className="field-sizing-content max-h-96 min-h-24 text-base sm:text-sm"
        value={text}
        onChange={(event) => onChange(event.currentTarget.value)}
      />
    );
  }
  if (field.format === "choice") {
    const choices = choicesOf(field).map((choice) => ({ value: choice, label: choice }));
    const isChosen = text.trim() !== "";
    const options = field.optional && isChosen ? [noAnswer, ...choices] : choices;
    return (
      <Select
        {...ids}
        className={box}
        value={isChosen ? text : undefined}
        placeholder="Choose"
        options={options}
        onChange={onChange}
      />
    );
  }
  const type = field.format ?? "text";
  return (
    <Input
      {...ids}
      type={type}
      className={box}
      value={text}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
