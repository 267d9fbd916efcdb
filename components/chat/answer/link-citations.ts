/** The address of a source inside an answer: `#source-3`. */
const prefix = "#source-";

/** Makes [2] a link to the second source, save in code and where there are not so many. */
export function linkCitations(markdown: string, sources: number): string {
  if (sources === 0) return markdown;
  const parts = codeOrText(markdown);
  return parts.map((part, index) => (index % 2 === 1 ? part : linkIn(part, sources))).join("");
}

/** In turns: text, and code with its marks. */
export function codeOrText(markdown: string): string[] {
  return markdown.split(/(```[\s\S]*?(?:```|$)|`[^`\n]*`)/);
}

/** Not a link or the name of one: `[1](…)`, `[1][note]`, `[1]: …`. Numbers in a row, `[1][2]`, are no such name. */
const citation = /\[(\d{1,2})\](?![(:]|\[(?!\d{1,2}\]))/g;

function linkIn(text: string, sources: number): string {
  return text.replaceAll(citation, (whole, digits: string) => {
    const number = Number(digits);
    return number >= 1 && number <= sources ? `[\\[${number}\\]](${prefix}${number})` : whole;
  });
}

/** The place of the source that a link names, from 0. */
export function citedSource(href: string | null): number | undefined {
  return href?.startsWith(prefix) ? Number(href.slice(prefix.length)) - 1 : undefined;
}
