/** The part of a sentence that a field asks for by its label: a name, a place, a trade; else the whole sentence. */

const kinds = [
  {
    label: /\b(city|town|place|country|location|where|address)\b/i,
    find: /\b(?:from|in|at|near|to) (\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)*)/u,
  },
  {
    label: /\b(name|who|person|author|title|company|customer|product)\b/i,
    find: /(?<!\b(?:from|in|at|near|to) )\b(\p{Lu}[\p{L}'’-]*(?: \p{Lu}[\p{L}'’-]*)*)/u,
  },
  {
    label: /\b(profession|job|occupation|role|trade|kind|type)\b/i,
    find: /\b(?:an?|the) ([\p{Ll}][\p{L}-]*(?: [\p{Ll}][\p{L}-]*)??)(?= (?:from|in|at|of|for|who|that|with|and)\b|[.,;!?]|$)/u,
  },
  {
    label: /\b(date|day|when)\b/i,
    find: /\b(\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{2,4}|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b/,
  },
  { label: /\b(e-?mail|mail)\b/i, find: /([\w.+-]+@[\w-]+\.[\w.-]*\w)/ },
];

export function phraseFor(label: string, sentence: string): string {
  for (const kind of kinds) {
    const found = kind.label.test(label) ? kind.find.exec(sentence.slice(0, 600)) : null;
    if (found?.[1]) return found[1];
  }
  return sentence;
}
