"use client";
import { clsx } from "clsx";
import { Check, ChevronDown } from "lucide-react";
import { Select as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { menuBoxClass, menuItemClass } from "../overlay/menu.tsx";
import { boxClass } from "./input.tsx";

export type Option<Value extends string = string> = { value: Value; label: string; hint?: string; disabled?: boolean };

/** One of a short list. Values are never empty (Radix keeps "" for "nothing chosen"). */
export function Select<Value extends string>({
  value,
  options,
  onChange,
  onOpenChange,
  placeholder,
  prefix,
  className,
  disabled,
  ...ids
}: {
  value: NoInfer<Value> | undefined;
  options: readonly Option<Value>[];
  onChange: (value: Value) => void;
  /** For a list that is made only when it is asked for. */
  onOpenChange?: (isOpen: boolean) => void;
  placeholder?: string;
  /** Words before the chosen one, such as "Sort:". */
  prefix?: ReactNode;
  className?: string;
  disabled?: boolean;
  id?: string;
  "aria-label"?: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
}) {
  const choose = (next: string) => {
    const option = options.find((each) => each.value === next);
    if (option) onChange(option.value);
  };
  return (
    <Radix.Root
      value={value ?? ""}
      onValueChange={choose}
      disabled={disabled ?? false}
      {...(onOpenChange ? { onOpenChange } : {})}
    >
      <Radix.Trigger
        className={clsx(boxClass, "flex h-8 items-center gap-1.5 px-2.5 data-[placeholder]:text-muted", className)}
        {...ids}
      >
        {prefix ? <span className="text-muted">{prefix}</span> : null}
        <span className="min-w-0 flex-1 truncate text-left">
          {/* Said here, since the list is made in the browser alone: the page would come with empty boxes. */}
          <Radix.Value placeholder={placeholder}>{options.find((each) => each.value === value)?.label}</Radix.Value>
        </span>
        <ChevronDown aria-hidden className="size-4 shrink-0 text-muted" />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          position="popper"
          sideOffset={4}
          collisionPadding={8}
          className={clsx(menuBoxClass, "max-h-80 min-w-(--radix-select-trigger-width)")}
        >
          <Radix.Viewport>
            {options.map((option) => (
              <SelectItem key={option.value} option={option} />
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function SelectItem({ option }: { option: Option }) {
  return (
    <Radix.Item
      value={option.value}
      disabled={option.disabled ?? false}
      className={clsx(menuItemClass, option.hint && "h-auto py-1.5")}
    >
      <span className="flex min-w-0 flex-1 flex-col">
        <Radix.ItemText>{option.label}</Radix.ItemText>
        {option.hint ? <span className="truncate text-muted text-xs">{option.hint}</span> : null}
      </span>
      <Radix.ItemIndicator>
        <Check aria-hidden className="size-4" />
      </Radix.ItemIndicator>
    </Radix.Item>
  );
}
