/** The type of a value as TypeScript writes it, short enough for a list. */
export function typeOfValue(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) {
    const kinds = [...new Set(value.slice(0, 50).map(typeOfValue))];
    const [only] = kinds;
    return kinds.length === 1 && only !== undefined ? `${only}[]` : "any[]";
  }
  if (typeof value !== "object") return typeof value;
  const keys = Object.keys(value);
  return `{ ${keys.slice(0, 3).join(", ")}${keys.length > 3 ? ", …" : ""} }`;
}
