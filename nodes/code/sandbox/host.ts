/**
 * What Node does for the code in a sandbox, as text that goes in and comes out: languages and time zones, encodings, addresses,
 * random bytes and checksums. Nothing else can be asked for, and nothing here reaches a file, the network or the environment.
 */
import { createHash, randomBytes, randomUUID } from "node:crypto";

type Answerer = (...given: readonly unknown[]) => unknown;

/** `[name, …given]` as JSON gives `{ value }` or `{ error: { name, message } }` as JSON. */
export function askHost(asked: string): string {
  try {
    const [name, ...given]: unknown[] = JSON.parse(asked);
    const answer = typeof name === "string" && Object.hasOwn(answers, name) ? answers[name] : undefined;
    if (!answer) throw new TypeError("There is no such function");
    return JSON.stringify({ value: answer(...given) });
  } catch (thrown) {
    const { name, message } = thrown instanceof Error ? thrown : new Error(String(thrown));
    return JSON.stringify({ error: { name, message } });
  }
}

/** `settings`: `[locales, options]` as JSON. Apart from the other questions, as a sort asks it for each pair. */
export function compareTexts(settings: string, one: string, other: string): number {
  const known = collators.get(settings);
  if (known) return known(one, other);
  const [locales, options]: unknown[] = JSON.parse(settings);
  const { compare } = new Intl.Collator(localesIn(locales), optionsIn(options));
  keep(collators, settings, compare);
  return compare(one, other);
}

const collators = new Map<string, Intl.Collator["compare"]>();

type Made = { [method: string]: unknown };
type Maker = { new (locales?: string[], options?: object): Made; supportedLocalesOf(locales?: string[]): string[] };

const makers = new Map<unknown, Maker>(
  [
    "Collator",
    "NumberFormat",
    "DateTimeFormat",
    "PluralRules",
    "RelativeTimeFormat",
    "ListFormat",
    "DisplayNames",
    "Segmenter",
  ].map((kind) => [kind, Reflect.get(Intl, kind)]),
);
const methods: ReadonlySet<unknown> = new Set(
  "format formatToParts formatRange formatRangeToParts compare select selectRange of segment resolvedOptions".split(
    " ",
  ),
);
/** Making one takes a hundred times as long as using it. */
const made = new Map<string, Made>();

function maker(kind: unknown): Maker {
  const found = makers.get(kind);
  if (found) return found;
  throw new TypeError("There is no such function");
}

function formatter(kind: unknown, locales: unknown, options: unknown): Made {
  const key = JSON.stringify([kind, locales, options]);
  const known = made.get(key);
  if (known) return known;
  const one = new (maker(kind))(localesIn(locales), optionsIn(options));
  keep(made, key, one);
  return one;
}

/** Other calls come after this one in the same process: what one leaves behind has to stay small. */
function keep<Value>(all: Map<string, Value>, key: string, value: Value): void {
  if (key.length > 500) return;
  if (all.size >= 50) all.clear();
  all.set(key, value);
}

function use(one: Made, method: unknown, given: readonly unknown[]): unknown {
  const act = methods.has(method) ? one[String(method)] : undefined;
  if (typeof act !== "function") throw new TypeError("There is no such function");
  const value: unknown = Reflect.apply(act, one, given);
  return method === "segment" ? Array.from(value as Iterable<unknown>) : value;
}

function localesIn(value: unknown): string[] | undefined {
  if (value === null || value === undefined) return undefined;
  return Array.isArray(value) ? value.map(String) : [String(value)];
}

const optionsIn = (value: unknown) => (typeof value === "object" && value !== null ? value : undefined);
const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** What JSON cannot hold arrives as an object of one field. */
function unpacked(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpacked);
  if (typeof value !== "object" || value === null) return value ?? undefined;
  if ("big" in value) return BigInt(String(value.big));
  if ("number" in value) return Number(value.number);
  return "time" in value ? new Date(typeof value.time === "number" ? value.time : Number.NaN) : value;
}

/** The methods that go by a language or a time zone, with the value that they are called on. */
const localMethods: Readonly<Record<string, Answerer>> = {
  toLocaleUpperCase: (value, locales) => String(value).toLocaleUpperCase(localesIn(locales)),
  toLocaleLowerCase: (value, locales) => String(value).toLocaleLowerCase(localesIn(locales)),
  numberToLocaleString: (value, locales, options) =>
    use(formatter("NumberFormat", locales, options), "format", [unpacked(value)]),
  toLocaleString: (value: unknown, locales: unknown, options: unknown) =>
    dateIn(value).toLocaleString(localesIn(locales), optionsIn(options)),
  toLocaleDateString: (value, locales, options) =>
    dateIn(value).toLocaleDateString(localesIn(locales), optionsIn(options)),
  toLocaleTimeString: (value, locales, options) =>
    dateIn(value).toLocaleTimeString(localesIn(locales), optionsIn(options)),
};

function dateIn(value: unknown): Date {
  const date = unpacked(value);
  return date instanceof Date ? date : new Date(Number.NaN);
}

/** Bytes travel as characters up to 255. */
const bytesIn = (value: unknown) => Buffer.from(String(value), "latin1");
const signsOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");

const urlParts = "href origin protocol username password host hostname port pathname search hash".split(" ");
const partsOf = (url: URL) => Object.fromEntries(urlParts.map((part) => [part, Reflect.get(url, part)]));

const answers: Readonly<Record<string, Answerer>> = {
  intl: (kind, locales, options, method, given) =>
    use(formatter(kind, locales, options), method, listIn(given).map(unpacked)),
  "supported locales": (kind, locales) => maker(kind).supportedLocalesOf(localesIn(locales)),
  "canonical locales": (locales) => Intl.getCanonicalLocales(localesIn(locales)),
  "supported values": (key) => Reflect.apply(Intl.supportedValuesOf, Intl, [key]),
  method: (name, value, given) => {
    const act = typeof name === "string" && Object.hasOwn(localMethods, name) ? localMethods[name] : undefined;
    const [first, second, third] = listIn(given);
    return act?.(value, first, second, third);
  },
  encode: (text) => signsOf(new TextEncoder().encode(String(text))),
  encoding: (label) => new TextDecoder(String(label)).encoding,
  decode: (label, options, signs) => new TextDecoder(String(label), optionsIn(options)).decode(bytesIn(signs)),
  atob: (text) => atob(String(text)),
  btoa: (text) => btoa(String(text)),
  uuid: () => randomUUID(),
  random: (count) => {
    if (Number(count) > 65_536) throw new RangeError("It fills at most 65536 bytes at once");
    return signsOf(randomBytes(Number(count)));
  },
  digest: (algorithm, signs) =>
    signsOf(
      createHash(hashes[String(algorithm).toUpperCase()] ?? "")
        .update(bytesIn(signs))
        .digest(),
    ),
  url: (address, base) => partsOf(new URL(String(address), base === null ? undefined : String(base))),
  "url with": (address, part, value) => {
    const url = new URL(String(address));
    if (urlParts.includes(String(part))) Reflect.set(url, String(part), value);
    return partsOf(url);
  },
  "query pairs": (query) => [...new URLSearchParams(String(query))],
  query: (pairs) => new URLSearchParams(listIn(pairs).map((pair) => listIn(pair).map(String))).toString(),
};

const hashes: Readonly<Record<string, string>> = {
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};
