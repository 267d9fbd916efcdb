import type { CSSProperties } from "react";
import type { Category } from "../../../lib/node-types/manifest.ts";

/** The name of a category's token in app/globals.css; muted for types that this release does not know, and for notes. */
export function categoryToken(category: Category | undefined): string {
  return category === undefined ? "muted" : `category-${category}`;
}

export function categoryColor(category: Category | undefined): string {
  return `var(--color-${categoryToken(category)})`;
}

/** Sets `--category`, which the utility `category-tile` and others draw with. */
export function categoryStyle(category: Category | undefined): CSSProperties {
  const style: Record<string, string> = { "--category": categoryColor(category) };
  return style;
}
