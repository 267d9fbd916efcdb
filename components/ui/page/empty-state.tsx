import { clsx } from "clsx";
import type { ReactNode } from "react";

/** Says why there is nothing here and what to do about it. */
export function EmptyState({
  icon,
  title,
  children,
  action,
  className,
}: {
  icon?: ReactNode;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}) {
  return (
    <div
      className={clsx(
        "dot-grid flex flex-col items-center justify-center gap-2 rounded-card border border-dashed px-6 py-14 text-center",
        className,
      )}
    >
      {icon ? <div className="mb-1 text-muted [&>svg]:size-6">{icon}</div> : null}
      <h2 className="font-semibold text-md">{title}</h2>
      {children ? <div className="max-w-md text-muted">{children}</div> : null}
      {action ? <div className="mt-3 flex flex-wrap justify-center gap-2">{action}</div> : null}
    </div>
  );
}
