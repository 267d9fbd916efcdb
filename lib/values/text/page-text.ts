/**
 * An HTML page without its tags, scripts and styles, for a sentence about it. Each sign is looked at a few times only, however
 * the page is written: a pattern that begins anew at every “<” takes hours for a few megabytes of them.
 */
export function pageText(page: string): string {
  return withoutCode(page).replace(/<[^<>]*>/g, " ");
}

const closings = { script: /<\/script\s*>/gi, style: /<\/style\s*>/gi };

function withoutCode(page: string): string {
  const opening = /<(?:(script)|style)\b/gi;
  let kept = "";
  let at = 0;
  for (;;) {
    opening.lastIndex = at;
    const found = opening.exec(page);
    if (!found) return kept + page.slice(at);
    kept += `${page.slice(at, found.index)} `;
    const closing = found[1] === undefined ? closings.style : closings.script;
    closing.lastIndex = found.index;
    if (!closing.test(page)) return kept;
    at = closing.lastIndex;
  }
}
