/**
 * Makes `Intl` and the methods that go by a language or a time zone, which QuickJS has not or takes without their options: what
 * they are asked goes to Node, as JSON. Their texts are evaluated inside of QuickJS, so they may use nothing from outside of the
 * function.
 */
export function makeLocale(
  call: (name: string, ...given: unknown[]) => unknown,
  compare: (settings: string, one: string, other: string) => number,
) {
  const { isArray } = Array;
  /** What JSON cannot hold, as an object of one field. */
  const pack = (value: unknown): unknown => {
    if (typeof value === "bigint") return { big: String(value) };
    if (typeof value === "number" && !Number.isFinite(value)) return { number: String(value) };
    if (value instanceof Date) return { time: Number.isNaN(value.getTime()) ? null : value.getTime() };
    if (typeof value === "object" && value !== null && Symbol.iterator in value)
      return [...(value as Iterable<unknown>)].map(pack);
    return value ?? null;
  };
  const make = (kind: string, methods: string) => {
    const Made = function Made(this: unknown, locales?: unknown, options?: unknown) {
      const ask = (method: string, given: unknown[]) =>
        call("intl", kind, locales ?? null, options ?? null, method, given.map(pack));
      const made: object = Object.create(Made.prototype);
      ask("resolvedOptions", []);
      for (const method of new Set(`${methods} resolvedOptions`.split(" "))) {
        Object.defineProperty(made, method, { value: (...given: unknown[]) => ask(method, given) });
      }
      if (kind === "Collator") {
        const settings = JSON.stringify([locales ?? null, options ?? null]);
        const value = (one: unknown, other: unknown) => compare(settings, String(one), String(other));
        Object.defineProperty(made, "compare", { value });
      }
      return made;
    };
    Object.defineProperty(Made, "name", { value: kind });
    Object.defineProperty(Made.prototype, Symbol.toStringTag, { value: `Intl.${kind}` });
    return Object.assign(Made, {
      supportedLocalesOf: (locales: unknown) => call("supported locales", kind, locales ?? null),
    });
  };
  const languages = {
    Collator: make("Collator", "resolvedOptions"),
    NumberFormat: make("NumberFormat", "format formatToParts formatRange formatRangeToParts"),
    DateTimeFormat: make("DateTimeFormat", "format formatToParts formatRange formatRangeToParts"),
    PluralRules: make("PluralRules", "select selectRange"),
    RelativeTimeFormat: make("RelativeTimeFormat", "format formatToParts"),
    ListFormat: make("ListFormat", "format formatToParts"),
    DisplayNames: make("DisplayNames", "of"),
    Segmenter: make("Segmenter", "segment"),
    getCanonicalLocales: (locales: unknown) =>
      call("canonical locales", isArray(locales) ? locales : (locales ?? null)),
    supportedValuesOf: (key: unknown) => call("supported values", String(key)),
  };
  const method =
    (name: string) =>
    (value: unknown, ...given: unknown[]) =>
      call(
        "method",
        name,
        pack(value),
        given.map((one) => one ?? null),
      );
  return { Intl: languages, method };
}
