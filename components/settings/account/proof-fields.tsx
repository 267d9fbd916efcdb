"use client";
import { Field } from "../../ui/form/field.tsx";
import { Input } from "../../ui/form/input.tsx";

type FieldProps = { value: string; onChange: (value: string) => void };

/** The password that a change asks for. */
export function Secret({ label, value, onChange }: FieldProps & { label: string }) {
  return (
    <Field label={label} className="w-full max-w-sm">
      {(props) => (
        <Input
          {...props}
          type="password"
          maxLength={200}
          autoComplete="current-password"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A code of an authenticator app. */
export function CodeField({ hint, value, onChange }: FieldProps & { hint: string }) {
  return (
    <Field label="Code" hint={hint} className="w-full max-w-sm">
      {(props) => (
        <Input
          {...props}
          maxLength={20}
          autoComplete="one-time-code"
          className="font-mono"
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
