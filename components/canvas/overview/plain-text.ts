/** Markdown as the words that it shows, on one line: a note that is too small to be laid out. */
export function plainText(markdown: string): string {
  return markdown
    .slice(0, longest)
    .replace(/^[ \t]*(#{1,6}|>|[-*+]|\d+\.)[ \t]+/gm, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/(^|[\s(])[*_`~]{1,3}([^\s*_`~](?:[^*_`~]*[^\s*_`~])?)[*_`~]{1,3}/g, "$1$2")
    .replace(/\s+/g, " ")
    .trim();
}

const longest = 600;
