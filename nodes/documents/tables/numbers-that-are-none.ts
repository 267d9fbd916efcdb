/** Python writes numbers that do not exist as NaN and Infinity, which JSON has no place for: they are read as words. */
export function withNumbersThatAreNone(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text;
  return text.replace(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/g, (part) =>
    part.startsWith('"') ? part : `"${part}"`,
  );
}
