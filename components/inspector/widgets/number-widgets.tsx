"use client";
import { Input } from "../../ui/form/input.tsx";
import { Slider } from "../../ui/form/slider.tsx";
import type { WidgetProps } from "./widget.ts";

/** What an emptied setting of a model says. */
const own = "The model's own";

export function NumberWidget({ field, value, onChange, ids, isReadOnly }: WidgetProps) {
  return (
    <Input
      {...ids}
      type="number"
      className="tabular-nums"
      min={field.min}
      max={field.max}
      step={field.isWhole ? 1 : "any"}
      value={shownNumber(field, value)}
      placeholder={
        field.isNullable ? (field.empty ?? own) : typeof field.default === "number" ? String(field.default) : ""
      }
      readOnly={isReadOnly}
      onChange={({ currentTarget: { value: text, valueAsNumber } }) =>
        onChange(text === "" || Number.isNaN(valueAsNumber) ? emptyOf(field) : valueAsNumber)
      }
    />
  );
}

/** What counts while a graph leaves the setting out, as one that a script made may: its default. A slider cannot be emptied. */
function unsetValue({ default: own, min = 0 }: WidgetProps["field"]): number {
  return typeof own === "number" ? own : min;
}

export function SliderWidget(props: WidgetProps) {
  const { field, value, onChange, isReadOnly } = props;
  const { min = 0, max = 1 } = field;
  const shown = shownNumber(field, value);
  const slider = (
    <Slider
      label={field.title}
      min={min}
      max={max}
      step={field.isWhole ? 1 : max - min <= 2 ? 0.05 : 0.5}
      value={shown === "" ? unsetValue(field) : shown}
      isUnset={field.isNullable && shown === ""}
      hasNumber={!field.isNullable}
      disabled={isReadOnly}
      onChange={(next) => onChange(Math.round(next * 1000) / 1000)}
    />
  );
  if (!field.isNullable) return slider;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_9rem] items-center gap-3">
      {slider}
      <NumberWidget {...props} />
    </div>
  );
}

/** Absent means the default; null of a setting that may be empty is shown as empty. */
function shownNumber({ isNullable, default: initial }: WidgetProps["field"], value: WidgetProps["value"]): number | "" {
  if (typeof value === "number") return value;
  if (value === undefined && isNullable && typeof initial === "number") return initial;
  return "";
}

const emptyOf = ({ isNullable }: WidgetProps["field"]) => (isNullable ? null : undefined);
