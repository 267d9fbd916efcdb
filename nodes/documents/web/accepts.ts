/** Which pages of a site are taken. A pattern is a path in which * stands for anything, or an address in full. */

export type PagePatterns = { include: readonly string[]; exclude: readonly string[] };

/** With no pattern to include, every page is; one that is excluded never is. */
export function acceptPages({ include, exclude }: PagePatterns): (address: string) => boolean {
  return (address) =>
    (include.length === 0 || include.some((pattern) => matches(pattern, address))) &&
    !exclude.some((pattern) => matches(pattern, address));
}

/** Takes the first place for each part between the stars, which is right for all of them and never takes long. */
function matches(pattern: string, address: string): boolean {
  const url = new URL(address);
  const text = /^https?:/i.test(pattern) ? url.href : `${url.pathname}${url.search}`;
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last)) return false;
  let from = first.length;
  for (const part of rest) {
    const at = text.indexOf(part, from);
    if (at === -1) return false;
    from = at + part.length;
  }
  return from <= text.length - last.length;
}
