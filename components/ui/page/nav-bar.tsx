"use client";
import { clsx } from "clsx";
import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { LogoMark } from "./logo.tsx";

const places = [
  { href: "/", label: "Pipelines", within: /^\/($|p\/)/ },
  { href: "/runs", label: "Runs", within: /^\/runs/ },
  { href: "/collections", label: "Collections", within: /^\/collections/ },
  { href: "/topics", label: "Data", within: /^\/(topics|stores)/ },
  { href: "/docs", label: "Docs", within: /^\/docs/ },
];

/** The slim bar on top of every page but the canvas. */
export function NavBar({ children }: { children?: ReactNode }) {
  const path = usePathname();
  return (
    <header className="sticky top-0 z-30 border-b bg-panel">
      <a
        href="#main"
        className="-translate-y-12 absolute top-2 left-2 rounded-md bg-accent px-3 py-1.5 font-medium text-on-accent focus:translate-y-0"
      >
        Skip to content
      </a>
      <div className="mx-auto flex h-12 max-w-6xl items-center gap-1 px-2 sm:px-6">
        <Link href="/" className="mr-0.5 flex shrink-0 items-center gap-2 rounded-sm font-semibold text-sm sm:mr-5">
          <LogoMark className="size-5" />
          <span className="max-sm:sr-only">Patchbay</span>
        </Link>
        <nav
          aria-label="Main"
          className="flex h-full min-w-0 items-center overflow-x-auto px-0.5 [scrollbar-width:none] sm:gap-1"
        >
          {places.map(({ href, label, within }) => (
            <Link
              key={href}
              href={href}
              aria-current={within.test(path) ? "page" : undefined}
              className={clsx(
                "rounded-md px-1 py-1.5 font-medium sm:px-2.5 transition-colors hover:text-ink",
                within.test(path) ? "bg-hover text-ink" : "text-muted",
              )}
            >
              {label}
            </Link>
          ))}
        </nav>
        <div className="ml-auto flex shrink-0 items-center gap-0.5 sm:gap-2">{children}</div>
      </div>
    </header>
  );
}
