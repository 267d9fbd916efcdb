import { clsx } from "clsx";
import Link from "next/link";

const pages = [
  { href: "/topics", label: "Topics" },
  { href: "/stores", label: "Stores" },
];

/** The two pages under “Data”: events, and what State nodes keep. */
export function DataTabs({ current }: { current: "/topics" | "/stores" }) {
  return (
    <nav aria-label="Data" className="mb-5 flex gap-4 border-b">
      {pages.map(({ href, label }) => (
        <Link
          key={href}
          href={href}
          aria-current={href === current ? "page" : undefined}
          className={clsx(
            "-mb-px border-b-2 px-0.5 pb-2 font-medium transition-colors hover:text-ink",
            href === current ? "border-accent text-ink" : "border-transparent text-muted",
          )}
        >
          {label}
        </Link>
      ))}
    </nav>
  );
}
