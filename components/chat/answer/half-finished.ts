/**
 * Markdown that grows: its end may still become something else. A line of dashes below a paragraph would make a heading of it, a
 * table is a paragraph until its second line is there, and marks that are not closed yet stand in the text. So marks alone wait
 * for what follows them, and open ones are closed.
 */
export function settled(markdown: string): string {
  const fence = openFence(markdown);
  if (fence !== undefined) return markdown.replace(/\n[`~]{1,2}$/, "");
  return closeMarks(withoutTable(markdown.replace(loneMarks, "")));
}

/** The beginning of a list, a heading, a quote, a line, a fence or a row that has nothing else yet. */
const loneMarks = /(^|\n)[ \t]*(?:[-*+=_]+|#{1,6}|>+|`{1,3}|~{1,3}|\||\d{1,3}[.)])[ \t]*$/;

/** A fence that has begun and not ended. */
function openFence(markdown: string): string | undefined {
  let open: string | undefined;
  for (const [, fence = ""] of markdown.matchAll(/^ {0,3}(`{3,}|~{3,})/gm)) {
    if (open === undefined) open = fence;
    else if (fence.startsWith(open)) open = undefined;
  }
  return open;
}

/** A row is none until the line below it says so. */
function withoutTable(markdown: string): string {
  const rows = /(^|\n)\|[^\n]*(?:\n\|[ \t:|-]*)?$/.exec(markdown);
  if (!rows) return markdown;
  const before = markdown.slice(0, rows.index).split("\n").at(-1) ?? "";
  return before.startsWith("|") ? markdown : markdown.slice(0, rows.index);
}

function closeMarks(markdown: string): string {
  const start = markdown.lastIndexOf("\n\n") + 1;
  const [before, last] = [markdown.slice(0, start), markdown.slice(start)];
  if (count(last, /`/g) % 2 === 1) return last.endsWith("`") ? before + last.slice(0, -1) : `${markdown}\``;
  // A number of a source, or an address, that is not whole.
  const text = last.replace(/\[\d{0,2}$/, "").replace(/\[([^[\]\n]+)\]\([^()\s]*$/, "$1");
  const words = text.replace(/`[^`]*`/g, "").replace(/^\s*\*(?!\*)/gm, "");
  if (count(words, /\*\*/g) % 2 === 1) {
    const open = text.replace(/\*{1,3}$/, "");
    return before + (count(open.replace(/`[^`]*`/g, ""), /\*\*/g) % 2 === 1 ? `${open.trimEnd()}**` : open);
  }
  return before + text.replace(/(^|\s)\*$/, "$1");
}

function count(text: string, what: RegExp): number {
  return [...text.matchAll(what)].length;
}
