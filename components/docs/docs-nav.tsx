"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";

/** The pages of the docs: a column beside the text, a folded list above it on a narrow page. */
export function DocsNav({ pages }: { pages: readonly { href: string; title: string }[] }) {
  const path = usePathname();
  const isInside = (href: string) => path === href || (href !== "/docs" && path.startsWith(`${href}/`));
  const links = pages.map(({ href, title }) => (
    <li key={href}>
      <Link
        href={href}
        aria-current={path === href ? "page" : undefined}
        className={clsx(
          "block rounded-md px-2.5 py-1.5 transition-colors hover:text-ink",
          isInside(href) ? "bg-hover font-medium text-ink" : "text-muted",
        )}
      >
        {title}
      </Link>
    </li>
  ));
  return (
    <nav aria-label="Docs">
      <details className="rounded-lg border bg-panel md:hidden" key={path}>
        <summary className="rounded-lg px-3 py-2 font-medium">
          {pages.find(({ href }) => isInside(href))?.title ?? "All pages"}
        </summary>
        <ul className="border-t p-1">{links}</ul>
      </details>
      <ul className="sticky top-18 -ml-2.5 flex flex-col gap-0.5 max-md:hidden">{links}</ul>
    </nav>
  );
}
