"use client";
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Tooltip } from "../overlay/tooltip.tsx";

const classes =
  "inline-flex shrink-0 items-center justify-center rounded-md text-muted transition-colors hover:bg-hover hover:text-ink aria-pressed:bg-hover aria-pressed:text-ink data-[state=open]:bg-hover data-[state=open]:text-ink disabled:pointer-events-none disabled:opacity-40 [&_svg]:size-4";

/** A button with a picture only: `label` is its name for screen readers and its tooltip; `keys` its shortcut. */
export function IconButton({
  label,
  keys,
  size = "md",
  hint = true,
  className,
  children,
  ...rest
}: Omit<ComponentProps<"button">, "aria-label"> & {
  label: string;
  keys?: string;
  size?: "sm" | "md";
  /** False where the button opens a menu and a tooltip would lie on top of it. */
  hint?: boolean;
  children: ReactNode;
}) {
  const button = (
    <button
      type="button"
      aria-label={label}
      className={clsx(classes, size === "sm" ? "size-6" : "size-8", className)}
      {...rest}
    >
      {children}
    </button>
  );
  if (!hint) return button;
  return (
    <Tooltip label={label} {...(keys ? { keys } : {})}>
      {button}
    </Tooltip>
  );
}
