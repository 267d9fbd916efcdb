/** A heading of the docs with what stands below it. `page` is the title of its page; `href` leads to the heading. */
export type DocsSection = { href: string; title: string; page: string; text: string };
export type DocsMatch = DocsSection & { excerpt: string };

const excerptMax = 110;

/** The sections that hold every word, the best first: a word in the heading counts more than one in the text. */
export function searchDocs(sections: readonly DocsSection[], query: string, max: number): DocsMatch[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return [];
  return sections
    .map((section) => ({ section, score: scoreOf(section, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, max)
    .map(({ section }) => ({ ...section, excerpt: excerptOf(section.text, words) }));
}

/** 0 unless each word is somewhere in the section. */
function scoreOf({ title, page, text }: DocsSection, words: readonly string[]): number {
  const [inTitle, inPage, inText] = [title, page, text].map((each) => each.toLowerCase());
  let score = 0;
  for (const word of words) {
    const found =
      (inTitle?.includes(word) ? 8 : 0) + (inPage?.includes(word) ? 3 : 0) + (inText?.includes(word) ? 1 : 0);
    if (found === 0) return 0;
    score += found;
  }
  return score;
}

/** The text around the first word that it holds. */
function excerptOf(text: string, words: readonly string[]): string {
  const lower = text.toLowerCase();
  const places = words.map((word) => lower.indexOf(word)).filter((place) => place !== -1);
  const at = places.length > 0 ? Math.min(...places) : 0;
  const from = at < excerptMax / 2 ? 0 : text.indexOf(" ", at - excerptMax / 3) + 1;
  const cut = text.slice(from, from + excerptMax);
  return `${from > 0 ? "…" : ""}${cut}${from + excerptMax < text.length ? "…" : ""}`;
}
