"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { DocsSearch } from "./docs-search.tsx";

type Section = { title: string | undefined; pages: readonly { href: string; title: string }[] };

/** The pages of the docs: a column beside the text, a folded list above it on a narrow page. */
export function DocsNav({ sections }: { sections: readonly Section[] }) {
  const path = usePathname();
  const isInside = (href: string) => path === href || (href !== "/docs" && path.startsWith(`${href}/`));
  const current = sections.flatMap(({ pages }) => pages).find(({ href }) => isInside(href));
  const links = sections.flatMap(({ title, pages }) => [
    title === undefined ? null : (
      <li key={title} className="mt-3 px-2.5 pb-1 font-medium text-muted text-xs">
        {title}
      </li>
    ),
    ...pages.map((page) => (
      <li key={page.href}>
        <Link
          href={page.href}
          aria-current={isInside(page.href) ? "page" : undefined}
          className={clsx(
            "block rounded-md px-2.5 py-1 transition-colors hover:text-ink",
            isInside(page.href) ? "bg-hover font-medium text-ink" : "text-muted",
          )}
        >
          {page.title}
        </Link>
      </li>
    )),
  ]);
  return (
    <nav aria-label="Docs">
      <div className="md:hidden">
        <DocsSearch />
      </div>
      <details className="rounded-lg border bg-panel md:hidden" key={path}>
        <summary className="rounded-lg px-3 py-2 font-medium">{current?.title ?? "All pages"}</summary>
        <ul className="border-t p-1">{links}</ul>
      </details>
      <div className="sticky top-18 -ml-2.5 flex max-h-[calc(100dvh-8.5rem)] flex-col max-md:hidden">
        <DocsSearch />
        <ul className="flex min-h-0 flex-1 flex-col gap-0.5 overflow-y-auto pb-2">{links}</ul>
      </div>
    </nav>
  );
}
