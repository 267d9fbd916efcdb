/**
 * Makes what writes a value as `console.log` does: as JSON where that says all, with what JSON would drop beside it. Its text is
 * evaluated inside of QuickJS, so it may use nothing from outside of the function.
 */
export function makeShow() {
  const most = 70_000;
  const { stringify } = JSON;
  const { isArray } = Array;
  const { isView } = ArrayBuffer;
  const text = String;
  const nameOf = (value: object) => {
    const name: unknown = Object.getPrototypeOf(value)?.constructor?.name;
    return typeof name === "string" && name !== "Object" && name !== "Array" ? `${name} ` : "";
  };
  let left = most;

  const errorText = (error: Error, above: readonly object[]): string => {
    const { name, message, cause, errors }: Error & { errors?: unknown } = error;
    const inner = isArray(errors) ? ` ${part(errors, above)}` : "";
    const said = message === "" ? text(name) : `${text(name)}: ${text(message)}`;
    return said + inner + (cause === undefined ? "" : ` (cause: ${part(cause, above)})`);
  };
  const listText = (start: string, items: readonly string[], end: string) =>
    items.length === 0 ? start + end : `${start} ${items.join(", ")} ${end}`;
  const each = (values: Iterable<unknown>, write: (value: unknown) => string) => {
    const found: string[] = [];
    for (const value of values) {
      if (left < 0) return [...found, "…"];
      found.push(write(value));
    }
    return found;
  };

  const objectText = (value: object, above: readonly object[]): string => {
    if (above.includes(value) || above.length > 50) return above.length > 50 ? "…" : "(circular)";
    const deeper = [...above, value];
    const write = (inner: unknown) => part(inner, deeper);
    if (value instanceof Error) return errorText(value, deeper);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? "Invalid Date" : value.toISOString();
    if (value instanceof RegExp) return text(value);
    if (value instanceof Map) {
      const pairs = each(value, (pair) => (isArray(pair) ? `${write(pair[0])} => ${write(pair[1])}` : ""));
      return listText(`Map(${value.size}) {`, pairs, "}");
    }
    if (value instanceof Set) return listText(`Set(${value.size}) {`, each(value, write), "}");
    if (isView(value) && Symbol.iterator in value) {
      return listText(`${nameOf(value)}[`, each(value as unknown as Iterable<unknown>, write), "]");
    }
    if (isArray(value)) return listText("[", each(value, write), "]");
    const toJson: unknown = Reflect.get(value, "toJSON");
    if (typeof toJson === "function") return write(Reflect.apply(toJson, value, [""]));
    const kind: string = Object.prototype.toString.call(value).slice(8, -1);
    if (kind !== "Object" && Object.keys(value).length === 0) return kind;
    const fields = each(Object.keys(value), (key) => `${stringify(key)}: ${write(Reflect.get(value, text(key)))}`);
    return listText(`${nameOf(value)}{`, fields, "}");
  };

  const part = (value: unknown, above: readonly object[]): string => {
    const said =
      typeof value === "string"
        ? stringify(value)
        : typeof value === "bigint"
          ? `${value}n`
          : typeof value === "function"
            ? `(function ${value.name})`.replace(" )", ")")
            : typeof value === "object" && value !== null
              ? objectText(value, above)
              : text(value);
    if (typeof value !== "object") left -= said.length;
    return said;
  };
  return (value: unknown): string => {
    left = most;
    try {
      return typeof value === "string" ? value : part(value, []);
    } catch {
      return "(a value that cannot be shown)";
    }
  };
}
