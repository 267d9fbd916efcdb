import type { Cells } from "../../lib/documents/document-columns.ts";
import type { Json } from "../../lib/values/json.ts";

/**
 * A piece of a file as the file itself is divided: `metadata` has its `page`, `row` or `heading`. `title` is the heading
 * that stands right above the text, which the text may lack. A row of a table has its `cells`, too.
 */
export type Section = { title?: string; text: string; metadata: { [key: string]: Json }; cells?: Cells };

/** Of the text alone. Cells are as much again, and few ask for them. */
export function withoutCells(sections: readonly Section[]): Section[] {
  return sections.map(({ cells: _, ...section }) => section);
}
