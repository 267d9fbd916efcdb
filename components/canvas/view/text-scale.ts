/**
 * Words on cards grow as the canvas is zoomed out, so that they can be read. The sizes are CSS variables of the canvas:
 * no card renders. They change in steps, since each change styles every card anew.
 */
type TextSizes = { title: number; small: number; group: number };

/** Sizes on the screen below which nothing shrinks, and in canvas pixels what a card has room for. */
const least = { title: 11.5, small: 9, group: 12 } as const;
const most = { title: 22, small: 16, group: 28 } as const;
const usual = { title: 13, small: 11, group: 12 } as const;

export function textSizes(zoom: number): TextSizes {
  const sizeOf = (text: keyof TextSizes) =>
    Math.min(most[text], Math.max(usual[text], Math.round((least[text] / zoom) * 2) / 2));
  return { title: sizeOf("title"), small: sizeOf("small"), group: sizeOf("group") };
}

/** The heights of a header's two lines: large letters have little air, so that both stay clear of the card's edge. */
export function lineHeights({ title, small }: Pick<TextSizes, "title" | "small">): { title: number; small: number } {
  return { title: Math.max(18, title + 2), small: Math.max(15, small + 1) };
}

/** Below this zoom a subtitle could not be read any more, and the title has the header to itself. */
const subtitleFrom = 0.56;

export function hasSubtitle(zoom: number): boolean {
  return zoom >= subtitleFrom;
}
