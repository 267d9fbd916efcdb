import { clsx } from "clsx";
import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";

const classes = {
  info: { icon: Info, text: "text-info" },
  warning: { icon: TriangleAlert, text: "text-warning" },
  danger: { icon: CircleAlert, text: "text-danger" },
} as const;

/** Something to know before going on: what happened, why, what to do. */
export function Notice({
  tone = "info",
  action,
  className,
  children,
}: {
  tone?: keyof typeof classes;
  action?: ReactNode;
  className?: string;
  children: ReactNode;
}) {
  const { icon: Icon, text } = classes[tone];
  return (
    <div
      role={tone === "danger" ? "alert" : "status"}
      className={clsx("flex items-start gap-2.5 rounded-lg border bg-panel px-3 py-2.5", className)}
    >
      <Icon aria-hidden className={clsx("mt-0.5 size-4 shrink-0", text)} />
      <div className="min-w-0 flex-1 [overflow-wrap:anywhere]">{children}</div>
      {action}
    </div>
  );
}
