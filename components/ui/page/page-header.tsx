import { clsx } from "clsx";
import { ChevronRight } from "lucide-react";
import Link from "next/link";
import type { ReactNode } from "react";

/** Where one is (crumbs), what this is (title), and what can be done with it (actions at the right). */
export function PageHeader({
  crumbs = [],
  title,
  aside,
  description,
  actions,
}: {
  crumbs?: readonly { href: string; label: string }[];
  title: ReactNode;
  /** Beside the title: a status, a badge. */
  aside?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
}) {
  return (
    <div className="mb-5 flex flex-wrap items-start justify-between gap-x-6 gap-y-3">
      <div className="flex min-w-0 flex-1 basis-64 flex-col gap-1">
        {crumbs.length > 0 ? (
          <nav aria-label="Breadcrumb" className="flex min-w-0 items-center gap-1 text-muted text-xs">
            {crumbs.map((crumb, index) => (
              <span key={crumb.href} className="flex min-w-0 items-center gap-1">
                {index > 0 ? <ChevronRight aria-hidden className="size-3 shrink-0" /> : null}
                <Link href={crumb.href} className="truncate rounded-sm hover:text-ink hover:underline">
                  {crumb.label}
                </Link>
              </span>
            ))}
          </nav>
        ) : null}
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
          <h1 className="min-w-0 font-semibold text-lg [overflow-wrap:anywhere]">{title}</h1>
          {aside}
        </div>
        {description ? <div className="max-w-2xl text-muted">{description}</div> : null}
      </div>
      {actions ? (
        <div className={clsx("flex flex-wrap items-center gap-2", crumbs.length > 0 && "sm:mt-4")}>{actions}</div>
      ) : null}
    </div>
  );
}
