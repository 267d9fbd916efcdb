import { clsx } from "clsx";
import Link from "next/link";

type Page = { href: string; label: string; isCurrent: boolean };

/** Pages that belong together, one of which is shown. */
export function TabLinks({ label: name, pages }: { label: string; pages: readonly Page[] }) {
  return (
    <nav aria-label={name} className="mb-5 flex gap-4 border-b">
      {pages.map(({ href, label, isCurrent }) => (
        <Link
          key={href}
          href={href}
          aria-current={isCurrent ? "page" : undefined}
          className={clsx(
            "-mb-px border-b-2 px-0.5 pb-2 font-medium transition-colors hover:text-ink",
            isCurrent ? "border-accent text-ink" : "border-transparent text-muted",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
