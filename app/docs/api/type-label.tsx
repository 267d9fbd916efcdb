/** A type as text; the names of schemas lead to where they are described. */
export function TypeLabel({ type }: { type: string }) {
  return type.split(/\b([A-Z][a-z]\w*)\b/).map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a fixed text never change places
      <a key={index} href={`#shape-${part}`} className="rounded-sm underline underline-offset-2 hover:text-ink">
        {part}
      </a>
    ),
  );
}
