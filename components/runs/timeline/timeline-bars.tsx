import { clsx } from "clsx";
import type { CSSProperties } from "react";
import type { Bar } from "./timeline-scale.ts";

/** The bars of a row: the last in the step's colour, those of attempts before it in the colour of trouble. */
export function TimelineBars({ bars, barClass }: { bars: readonly Bar[]; barClass: string }) {
  if (bars.length === 0) return <span className="absolute inset-x-0 top-1/2 border-t border-dashed" />;
  return bars.map((bar, index) => (
    <span
      // biome-ignore lint/suspicious/noArrayIndexKey: an attempt's place is its number.
      key={index}
      className={clsx(
        "absolute inset-y-0 max-w-full rounded-full",
        index < bars.length - 1 ? "bg-warning/50" : barClass,
      )}
      style={barStyle(bar)}
    />
  ));
}

function barStyle({ left, width }: Bar): CSSProperties {
  return { left: `min(${left}%, 100% - 3px)`, width: `max(3px, ${width}%)` };
}
