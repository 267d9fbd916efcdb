"use client";
import { clsx } from "clsx";
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { KeyCaps } from "../text/key-caps.tsx";

export const menuBoxClass =
  "z-50 min-w-44 max-w-80 animate-fade rounded-lg border border-line bg-raised p-1 text-sm shadow-float outline-none";
export const menuItemClass =
  "flex h-8 cursor-default select-none items-center gap-2 rounded-md px-2 outline-none data-[disabled]:opacity-50 data-[highlighted]:bg-hover [&>svg]:size-4 [&>svg]:shrink-0";

/** A button's menu: arrow keys, type-ahead, Esc. `trigger` is the one button that opens it. */
export function Menu({
  trigger,
  align = "end",
  children,
}: {
  trigger: ReactNode;
  align?: "start" | "center" | "end";
  children: ReactNode;
}) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={6}
          collisionPadding={8}
          className={clsx(menuBoxClass, "max-h-(--radix-dropdown-menu-content-available-height) overflow-y-auto")}
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function MenuItem({
  icon,
  keys,
  danger,
  disabled,
  onSelect,
  asChild,
  children,
}: {
  icon?: ReactNode;
  keys?: string;
  danger?: boolean;
  disabled?: boolean;
  onSelect?: () => void;
  /** The one child is a link that carries its own icon. */
  asChild?: boolean;
  children: ReactNode;
}) {
  const classes = clsx(menuItemClass, danger ? "text-danger" : "[&>svg]:text-muted");
  const events = onSelect ? { onSelect } : {};
  if (asChild) {
    return (
      <Radix.Item asChild className={classes} disabled={disabled ?? false} {...events}>
        {children}
      </Radix.Item>
    );
  }
  return (
    <Radix.Item className={classes} disabled={disabled ?? false} {...events}>
      {icon}
      <span className="min-w-0 flex-1 truncate">{children}</span>
      {keys ? <KeyCaps keys={keys} /> : null}
    </Radix.Item>
  );
}

/** One of several: the chosen one has a tick. */
export function MenuChoice({
  value,
  options,
  onChange,
}: {
  value: string;
  options: readonly { value: string; label: string }[];
  onChange: (value: string) => void;
}) {
  return (
    <Radix.RadioGroup value={value} onValueChange={onChange}>
      {options.map((option) => (
        <Radix.RadioItem key={option.value} value={option.value} className={menuItemClass}>
          <span className="min-w-0 flex-1 truncate">{option.label}</span>
          <Radix.ItemIndicator>
            <Check aria-hidden className="size-4" />
          </Radix.ItemIndicator>
        </Radix.RadioItem>
      ))}
    </Radix.RadioGroup>
  );
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-2 pt-1.5 pb-1 text-muted text-xs">{children}</Radix.Label>;
}

export function MenuSeparator() {
  return <Radix.Separator className="-mx-1 my-1 h-px bg-line" />;
}
