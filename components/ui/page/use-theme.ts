"use client";
import { useSyncExternalStore } from "react";
import { asTheme, type Theme, themeCookie } from "./theme.ts";

const aYear = 60 * 60 * 24 * 365;
const watchers = new Set<() => void>();

/** The chosen theme. Setting it changes the page at once and is remembered in the cookie. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(watch, current, () => "system" as const);
  return [theme, choose];
}

function current(): Theme {
  return asTheme(document.documentElement.dataset.theme);
}

function choose(theme: Theme) {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is not in every browser yet
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${aYear}; samesite=lax`;
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const notify of watchers) notify();
}

function watch(notify: () => void): () => void {
  watchers.add(notify);
  return () => watchers.delete(notify);
}
