import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

/** A quiet table in a panel; it scrolls sideways on its own when the page is narrow. */
export function Table({ head, children, label }: { head: ReactNode; children: ReactNode; label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="overflow-x-auto rounded-card border bg-panel">
      <table className="w-full border-collapse text-left text-sm">
        <thead className="border-b text-muted text-xs">
          <tr>{head}</tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </section>
  );
}

export function Th({ className, ...rest }: ComponentProps<"th">) {
  return (
    <th
      scope="col"
      className={clsx("h-9 whitespace-nowrap px-3 font-medium first:pl-4 last:pr-4", className)}
      {...rest}
    />
  );
}

export function Td({ className, ...rest }: ComponentProps<"td">) {
  return <td className={clsx("h-11 px-3 first:pl-4 last:pr-4", className)} {...rest} />;
}
