/** A list that comes in pages: asks on until there is no next page, a condition holds, or as many were read as the settings allow. */
import { PatchbayError } from "../../lib/errors.ts";
import type { ServicePages } from "../../lib/service/service.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";

/** In bytes, as much as a step may put out. */
const mostRead = 16_000_000;

/** Where a page is asked for, and what is sent. */
export type PageAsk = { url: URL; body?: Json | undefined };
/** `size` in bytes. */
export type Page = { url: URL; headers: Headers; size: number; value: Json };
export type PageSettings = Omit<ServicePages, "style"> & {
  style: ServicePages["style"];
  /** Where the parameter stands; in the body, dots lead to it. */
  in?: "query" | "body" | undefined;
};

type Asked<P extends Page> = {
  pages: PageSettings;
  first: PageAsk;
  ask(at: PageAsk): Promise<P>;
  /** Whether this page is the last one. */
  isLast?(page: P): Promise<boolean>;
  /** Instead of gathering the items, they are given here, page by page. */
  take?(items: readonly Json[]): void;
};

/** `isCut`: as many pages were read as the settings allow, and there is another one. */
export async function readPages<P extends Page>(asked: Asked<P>): Promise<{ first: P; items: Json[]; isCut: boolean }> {
  const { pages, ask, isLast, take } = asked;
  const items: Json[] = [];
  let at = asked.first;
  let page = await ask(at);
  const first = page;
  let size = 0;
  const known = new Set([askedFor(at)]);
  for (let read = 1; ; read += 1) {
    const more = itemsIn(page.value, { path: pages.items, isFirst: read === 1 });
    size += page.size;
    if (take) take(more);
    else if (size > mostRead) throw tooLarge();
    // A list may have more items than a call takes arguments.
    else for (const item of more) items.push(item);
    if (await isLast?.(page)) return { first, items, isCut: false };
    const next = nextAsk(page, { pages, at, count: more.length });
    // Links that lead round in a circle lead to no further items.
    if (!next || known.has(askedFor(next))) return { first, items, isCut: false };
    if (read >= pages.most) return { first, items, isCut: true };
    known.add(askedFor(next));
    assertSameOrigin(next.url, first.url);
    at = next;
    const before = page;
    page = await ask(at);
    assertMoved(before, page, pages);
  }
}

function askedFor({ url, body }: PageAsk): string {
  return `${url.href} ${stringifyJson(body ?? null)}`;
}

/** A credential is for one origin, and a list that leads elsewhere is another service's. */
function assertSameOrigin(next: URL, from: URL): void {
  if (next.origin === from.origin) return;
  throw new PatchbayError(
    "forbidden",
    `The next page is at ${next.host}, another server than ${from.host}, which is not called.`,
  );
}

/** A server that does not know the parameter answers with its first page again and again. */
function assertMoved(before: Page, page: Page, pages: PageSettings): void {
  const isByParameter = pages.style === "offset" || pages.style === "page" || pages.parameter !== "";
  if (!isByParameter || pages.style === "link" || before.size !== page.size) return;
  const [item] = itemsIn(page.value, { path: pages.items, isFirst: false });
  // Lists of bare numbers or words may well be alike.
  if (!isObject(item) || stringifyJson(before.value) !== stringifyJson(page.value)) return;
  const name = pages.parameter || (pages.style === "offset" ? "offset" : "page");
  throw new PatchbayError(
    "bad_input",
    `${page.url.host} answers with the same page again: it does not seem to know the parameter “${name}”. Name the right one under “Pages”.`,
  );
}

/** `count`: of the items on this page. */
type Progress = { pages: PageSettings; at: PageAsk; count: number };

function nextAsk(page: Page, { pages, at, count }: Progress): PageAsk | undefined {
  const { style, next, parameter } = pages;
  switch (style) {
    case "link": {
      const url = linkTo(page);
      return url && { ...at, url };
    }
    case "next":
      return namedNext(page, { pages, at, value: valueAt(page.value, next) });
    case "offset":
      return count === 0 ? undefined : further(at, pages, { name: parameter || "offset", first: 0, by: count });
    case "page":
      return count === 0 ? undefined : further(at, pages, { name: parameter || "page", first: 1, by: 1 });
    default:
      return undefined;
  }
}

/** `Link: <…>; rel="next"` (RFC 8288). */
function linkTo({ headers, url }: Page): URL | undefined {
  for (const [, target = "", attributes = ""] of (headers.get("link") ?? "").matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*("([^"]*\s)?next(\s[^"]*)?"|next\b)/i.test(attributes) && URL.canParse(target, url)) {
      return new URL(target, url);
    }
  }
  return undefined;
}

/** An address, or a value for the parameter. Nothing, false and 0 are the end, as some servers write it. */
function namedNext(
  { url }: Page,
  { pages, at, value }: { pages: PageSettings; at: PageAsk; value: Json | undefined },
): PageAsk | undefined {
  // Of a link as HAL and JSON:API have it.
  const named = isObject(value) ? (value.href ?? value.url) : value;
  if (named === undefined && isObject(value) && Object.keys(value).length > 0) throw notAddress(pages.next);
  if (!named || named === "0" || (Array.isArray(named) && named.length === 0)) return undefined;
  if (typeof named === "object") throw notAddress(pages.next);
  if (pages.parameter !== "") return withParameter(at, pages, { name: pages.parameter, value: named });
  const text = String(named);
  return URL.canParse(text, url) ? { ...at, url: new URL(text, url) } : undefined;
}

function notAddress(path: string): PatchbayError {
  const words = `“${path}” is no address and no cursor. Write the path to the field that is, such as ${path}.href.`;
  return new PatchbayError("bad_input", words);
}

/** On from where this page is; without the parameter, that is the first one. */
function further(
  at: PageAsk,
  pages: PageSettings,
  { name, first, by }: { name: string; first: number; by: number },
): PageAsk | undefined {
  const given = pages.in === "body" ? valueAt(at.body, name) : at.url.searchParams.get(name);
  const now = Number(given ?? first);
  return Number.isInteger(now) ? withParameter(at, pages, { name, value: now + by }) : undefined;
}

type Parameter = { name: string; value: Json };

function withParameter(at: PageAsk, pages: PageSettings, { name, value }: Parameter): PageAsk {
  if (pages.in === "body") return { ...at, body: withValueAt(at.body ?? {}, name.split("."), value) };
  const url = new URL(at.url);
  url.searchParams.set(name, String(value));
  return { ...at, url };
}

/** The value with another one at the path; what is not an object on the way there becomes one. */
function withValueAt(value: Json, [key = "", ...path]: readonly string[], put: Json): Json {
  const entries = new Map(isObject(value) ? Object.entries(value) : []);
  entries.set(key, path.length === 0 ? put : withValueAt(entries.get(key) ?? {}, path, put));
  return Object.fromEntries(entries);
}

function valueAt(value: Json | undefined, path: string): Json | undefined {
  if (path === "") return value;
  // A field whose own name has a dot comes first, as “@odata.nextLink”.
  if (isObject(value) && Object.hasOwn(value, path)) return value[path];
  return path.split(".").reduce<Json | undefined>((at, key) => {
    if (Array.isArray(at)) return at[Number(key)];
    return typeof at === "object" && at !== null && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}

type Place = { path: string; isFirst: boolean };

/** What is nothing holds no items. An empty list is left out by many servers, which on the first page may be a wrong path. */
function itemsIn(value: Json, { path, isFirst }: Place): readonly Json[] {
  const found = valueAt(value, path);
  if (Array.isArray(found)) return found;
  if (value === null || found === null) return [];
  if (path !== "" && found === undefined && !isFirst && isObject(value) && !(value.error || value.errors)) return [];
  if (path !== "") throw notList(path);
  const lists = typeof found === "object" && found !== null ? Object.values(found).filter(Array.isArray) : [];
  const [only] = lists;
  if (lists.length === 1 && only) return only;
  throw notList(path);
}

function tooLarge(): PatchbayError {
  return new PatchbayError("too_large", "The pages are larger than 16 MB together. Allow fewer of them under “Pages”.");
}

function notList(path: string): PatchbayError {
  const where = path === "" ? "The answer has no list, or more than one" : `The answer has no list at “${path}”`;
  return new PatchbayError("bad_input", `${where}. Say under “Pages” where its items are.`);
}
