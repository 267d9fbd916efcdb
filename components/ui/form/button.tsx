import { clsx } from "clsx";
import { LoaderCircle } from "lucide-react";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";

type Tone = "primary" | "secondary" | "ghost" | "danger";
type Size = "sm" | "md";

const base =
  "inline-flex shrink-0 select-none items-center justify-center gap-1.5 whitespace-nowrap rounded-md border font-medium text-sm transition-colors disabled:pointer-events-none disabled:opacity-50 aria-disabled:pointer-events-none aria-disabled:opacity-50";

const tones: Record<Tone, string> = {
  primary: "border-transparent bg-accent text-on-accent hover:bg-accent-hover",
  secondary: "border-line bg-raised text-ink shadow-raised hover:bg-hover",
  ghost: "border-transparent text-ink hover:bg-hover",
  danger: "border-transparent bg-danger text-on-danger hover:bg-danger/85",
};

const sizes: Record<Size, string> = { sm: "h-7 px-2.5", md: "h-8 px-3" };

type Appearance = { tone?: Tone; size?: Size };

function buttonClass({ tone = "secondary", size = "md" }: Appearance = {}): string {
  return clsx(base, tones[tone], sizes[size]);
}

/** With `asChild` its one child (a link) takes the looks. While `busy` it stays in place, spins and cannot be pressed. */
export function Button({
  tone,
  size,
  asChild,
  busy,
  className,
  children,
  type = "button",
  disabled,
  ...rest
}: ComponentProps<"button"> & Appearance & { asChild?: boolean; busy?: boolean }) {
  const classes = clsx(buttonClass({ ...(tone ? { tone } : {}), ...(size ? { size } : {}) }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button type={type} className={classes} disabled={disabled || busy} aria-busy={busy || undefined} {...rest}>
      {busy ? <LoaderCircle aria-hidden className="size-3.5 animate-spin" /> : null}
      {children}
    </button>
  );
}
