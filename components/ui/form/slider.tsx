"use client";
import { clsx } from "clsx";
import { Slider as Radix } from "radix-ui";

type Props = {
  value: number;
  min: number;
  max: number;
  step: number;
  onChange: (value: number) => void;
  /** After the thumb is let go: the place to save. */
  onCommit?: (value: number) => void;
  disabled?: boolean;
  /** No value is chosen, so the thumb is pale. */
  isUnset?: boolean;
  /** False where the number stands in a field beside it. */
  hasNumber?: boolean;
  label: string;
};

/** A number on a scale, with its value beside it. */
export function Slider({
  value,
  min,
  max,
  step,
  onChange,
  onCommit,
  disabled,
  isUnset = false,
  hasNumber = true,
  label,
}: Props) {
  return (
    <div className="flex items-center gap-3">
      <Radix.Root
        value={[value]}
        min={min}
        max={max}
        step={step}
        disabled={disabled ?? false}
        onValueChange={([next]) => onChange(next ?? min)}
        onValueCommit={([next]) => onCommit?.(next ?? min)}
        className="relative flex h-8 flex-1 touch-none select-none items-center data-[disabled]:opacity-50"
      >
        <Radix.Track className="relative h-1 flex-1 rounded-full bg-line">
          <Radix.Range className="absolute h-full rounded-full bg-accent" />
        </Radix.Track>
        <Radix.Thumb
          aria-label={label}
          {...(isUnset ? { "aria-valuetext": "Not set" } : {})}
          className={clsx(
            "block size-3.5 rounded-full border-2 bg-raised shadow-raised",
            isUnset ? "border-line" : "border-accent",
          )}
        />
      </Radix.Root>
      {hasNumber ? (
        <output className="w-10 text-right font-mono text-muted text-xs tabular-nums">{value}</output>
      ) : null}
    </div>
  );
}
