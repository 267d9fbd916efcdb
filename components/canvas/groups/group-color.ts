/** The colours a group may have: names in the graph, tokens on the page, the same hues as the edges. */
export const groupColors = [
  { value: "grey", label: "Grey", token: "--color-muted" },
  { value: "indigo", label: "Indigo", token: "--color-kind-text" },
  { value: "violet", label: "Violet", token: "--color-kind-json" },
  { value: "teal", label: "Teal", token: "--color-kind-number" },
  { value: "green", label: "Green", token: "--color-kind-document" },
  { value: "orange", label: "Orange", token: "--color-orange" },
  { value: "brown", label: "Brown", token: "--color-kind-file" },
] as const;

/** A colour that is not known, from another instance say, is drawn grey and kept. */
export function groupColor(color: string | undefined): string {
  const known = groupColors.find(({ value }) => value === color) ?? groupColors[0];
  return `var(${known.token})`;
}
