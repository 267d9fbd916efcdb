/** The colours a group may have: names in the graph, tokens on the page, the same hues as the edges. */
export const groupColors = [
  { value: "grey", label: "Grey", token: "muted" },
  { value: "indigo", label: "Indigo", token: "kind-text" },
  { value: "violet", label: "Violet", token: "kind-json" },
  { value: "teal", label: "Teal", token: "kind-number" },
  { value: "green", label: "Green", token: "kind-document" },
  { value: "orange", label: "Orange", token: "orange" },
  { value: "brown", label: "Brown", token: "kind-file" },
] as const;

/** A colour that is not known, from another instance say, is drawn grey and kept. */
export function groupColor(color: string | undefined): string {
  return `var(--color-${groupToken(color)})`;
}

/** The name of its token in app/globals.css. */
export function groupToken(color: string | undefined): string {
  return (groupColors.find(({ value }) => value === color) ?? groupColors[0]).token;
}
