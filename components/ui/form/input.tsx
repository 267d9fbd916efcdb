import { clsx } from "clsx";
import type { ComponentProps } from "react";

/** The looks of every box one types in: input, textarea, select trigger. */
export const boxClass =
  "w-full min-w-0 rounded-md border border-line bg-canvas text-ink text-sm transition-colors hover:border-line-strong focus-visible:border-focus focus-visible:outline-1 focus-visible:outline-offset-0 aria-invalid:border-danger disabled:opacity-50 read-only:hover:border-line";

export function Input({ className, ...rest }: ComponentProps<"input">) {
  return <input className={clsx(boxClass, "h-8 px-2.5", className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<"textarea">) {
  return <textarea className={clsx(boxClass, "min-h-20 resize-y px-2.5 py-1.5", className)} {...rest} />;
}
