import { clsx } from "clsx";

const arrows: Readonly<Record<string, string>> = { ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓" };

/** Draws a shortcut such as "Ctrl+Shift+Z" or "Tab" as key caps. */
export function KeyCaps({ keys, className }: { keys: string; className?: string }) {
  return (
    <span className={clsx("inline-flex items-center gap-0.5", className)}>
      {keys.split("+").map((key) => (
        <kbd
          key={key}
          className="inline-flex h-[18px] min-w-[18px] items-center justify-center rounded-sm border border-line bg-canvas px-1 font-mono text-2xs text-muted"
        >
          {arrows[key] ?? key}
        </kbd>
      ))}
    </span>
  );
}
