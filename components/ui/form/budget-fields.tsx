"use client";
import type { Budget } from "../../../lib/models/budget.ts";
import { Field } from "./field.tsx";
import { Input } from "./input.tsx";

type Props = {
  budget: Budget | null | undefined;
  title?: string;
  isReadOnly?: boolean;
  /** Undefined: no limit at all. */
  onChange: (budget: Budget | undefined) => void;
};

const fields = [
  { measure: "usd", label: "Dollars", step: "any" },
  { measure: "tokens", label: "Tokens", step: 1 },
  { measure: "seconds", label: "Seconds", step: "any" },
] as const;

/** What models may take. An empty box has no limit. */
export function BudgetFields({ budget, title, isReadOnly = false, onChange }: Props) {
  const write = (measure: keyof Budget, value: number) => {
    const { [measure]: _, ...others } = budget ?? {};
    const whole = measure === "tokens" ? Math.round(value) : value;
    const next: Budget = Number.isNaN(value) || value < 0 ? others : { ...others, [measure]: whole };
    onChange(Object.keys(next).length === 0 ? undefined : next);
  };
  return (
    <fieldset className="grid grid-cols-3 gap-3 max-sm:grid-cols-1">
      {title === undefined ? null : <legend className="mb-1.5 font-medium text-sm">{title}</legend>}
      {fields.map(({ measure, label, step }) => (
        <Field key={measure} label={label}>
          {(props) => (
            <Input
              {...props}
              aria-label={`Budget: ${label}`}
              type="number"
              min={0}
              step={step}
              placeholder="No limit"
              className="tabular-nums"
              value={budget?.[measure] ?? ""}
              readOnly={isReadOnly}
              onChange={({ currentTarget }) => write(measure, currentTarget.valueAsNumber)}
            />
          )}
        </Field>
      ))}
    </fieldset>
  );
}
