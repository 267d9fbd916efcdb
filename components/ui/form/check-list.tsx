"use client";

type Props<Value extends string> = {
  label: string;
  options: readonly { value: Value; label: string; hint?: string }[];
  value: readonly Value[];
  onChange: (value: readonly Value[]) => void;
};

/** Any of a list that is too long for a menu. */
export function CheckList<Value extends string>({ label, options, value, onChange }: Props<Value>) {
  const toggle = (one: Value) => onChange(value.includes(one) ? value.filter((each) => each !== one) : [...value, one]);
  return (
    <fieldset className="flex max-h-56 flex-col overflow-y-auto rounded-md border border-line bg-canvas p-1">
      <legend className="sr-only">{label}</legend>
      {options.map((option) => (
        <label
          key={option.value}
          className="flex shrink-0 cursor-pointer items-center gap-2 rounded-sm px-2 py-1 hover:bg-raised"
        >
          <input
            type="checkbox"
            className="size-4 shrink-0 accent-accent"
            checked={value.includes(option.value)}
            onChange={() => toggle(option.value)}
          />
          <span className="min-w-0 flex-1 first-letter:uppercase [overflow-wrap:anywhere]">{option.label}</span>
          {option.hint ? <code className="shrink-0 text-muted text-xs max-sm:hidden">{option.hint}</code> : null}
        </label>
      ))}
    </fieldset>
  );
}
