import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { ScrollBox } from "./scroll-box.tsx";

/** A quiet table in a panel; it scrolls sideways on its own when the page is narrow. */
export function Table({ head, children, label }: { head: ReactNode; children: ReactNode; label: string }) {
  return (
    <ScrollBox label={label} className="rounded-card border bg-panel">
      <table className="w-full border-collapse text-left text-sm">
        <thead className="border-b text-muted text-xs">
          <tr>{head}</tr>
        </thead>
        <tbody className="divide-y divide-line">{children}</tbody>
      </table>
    </ScrollBox>
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
