"use client";
import { clsx } from "clsx";
import { type ReactNode, useId } from "react";

export type FieldProps = { id: string; "aria-describedby"?: string; "aria-invalid"?: true };

/** A label above its control, with a hint and an error below; `children` gets the ids that tie them together. */
export function Field({
  label,
  hint,
  error,
  optional,
  className,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  optional?: boolean | undefined;
  className?: string;
  children: (props: FieldProps) => ReactNode;
}) {
  const id = useId();
  const note = error ?? hint;
  const noteId = `${id}-note`;
  const props: FieldProps = {
    id,
    ...(note ? { "aria-describedby": noteId } : {}),
    ...(error ? { "aria-invalid": true } : {}),
  };
  return (
    <div className={clsx("flex flex-col gap-1.5", className)}>
      <label htmlFor={id} className="flex items-baseline gap-2 font-medium text-sm">
        {label}
        {optional ? <span className="font-normal text-muted text-xs">optional</span> : null}
      </label>
      {children(props)}
      {note ? (
        <p id={noteId} className={clsx("text-xs", error ? "text-danger" : "text-muted")}>
          {note}
        </p>
      ) : null}
    </div>
  );
}
