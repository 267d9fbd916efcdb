/** A list that comes in pages: calls on until there is no next page, or as many as the settings allow. */
import { PatchbayError } from "../../lib/errors.ts";
import type { ServicePages } from "../../lib/service/service.ts";
import type { Json } from "../../lib/values/json.ts";
import { type Answer, type Ask, callService, type ServiceCall } from "./call-service.ts";

/** In bytes, as much as a step may put out. */
const mostRead = 16_000_000;

type Pages = { first: Answer; items: Json[] };

export async function readPages(call: ServiceCall, ask: Ask, pages: ServicePages): Promise<Pages> {
  const first = await callService(call, ask);
  const items: Json[] = [...itemsIn(first.value, pages.items)];
  let page = first;
  let count = items.length;
  let size = first.size;
  for (let read = 1; read < pages.most; read += 1) {
    const next = nextAddress(page, { pages, count });
    if (!next) break;
    assertSameOrigin(next, first.url);
    if (next.href === page.url.href) break;
    page = await callService(call, { ...ask, at: next });
    size += page.size;
    if (size > mostRead) throw tooLarge();
    const more = itemsIn(page.value, pages.items);
    count = more.length;
    items.push(...more);
  }
  return { first, items };
}

/** A credential is for one origin, and a list that leads elsewhere is another service's. */
function assertSameOrigin(next: URL, from: URL): void {
  if (next.origin === from.origin) return;
  throw new PatchbayError(
    "forbidden",
    `The next page is at ${next.host}, another server than ${from.host}, which is not called.`,
  );
}

/** `count`: of the items on this page. */
type Progress = { pages: ServicePages; count: number };

function nextAddress(page: Answer, { pages, count }: Progress): URL | undefined {
  const { style, next, parameter } = pages;
  switch (style) {
    case "link":
      return linkTo(page);
    case "next":
      return namedNext(page, valueAt(page.value, next), parameter);
    case "offset":
      return count === 0 ? undefined : further(page.url, parameter || "offset", { first: 0, by: count });
    case "page":
      return count === 0 ? undefined : further(page.url, parameter || "page", { first: 1, by: 1 });
    default:
      return undefined;
  }
}

/** `Link: <…>; rel="next"` (RFC 8288). */
function linkTo({ headers, url }: Answer): URL | undefined {
  for (const [, target = "", attributes = ""] of (headers.get("link") ?? "").matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*("([^"]*\s)?next(\s[^"]*)?"|next\b)/i.test(attributes) && URL.canParse(target, url)) {
      return new URL(target, url);
    }
  }
  return undefined;
}

/** An address, or a value for the parameter. */
function namedNext({ url }: Answer, value: Json | undefined, parameter: string): URL | undefined {
  if (value === undefined || value === null || value === "" || value === false || typeof value === "object")
    return undefined;
  const text = String(value);
  if (parameter !== "") return withParameter(url, parameter, text);
  return URL.canParse(text, url) ? new URL(text, url) : undefined;
}

/** On from where this page is; without the parameter, that is the first one. */
function further(url: URL, name: string, { first, by }: { first: number; by: number }): URL | undefined {
  const now = Number(url.searchParams.get(name) ?? first);
  return Number.isInteger(now) ? withParameter(url, name, String(now + by)) : undefined;
}

function withParameter(url: URL, name: string, value: string): URL {
  const next = new URL(url);
  next.searchParams.set(name, value);
  return next;
}

function valueAt(value: Json | undefined, path: string): Json | undefined {
  if (path === "") return value;
  return path.split(".").reduce<Json | undefined>((at, key) => {
    if (Array.isArray(at)) return at[Number(key)];
    return typeof at === "object" && at !== null && Object.hasOwn(at, key) ? at[key] : undefined;
  }, value);
}

function itemsIn(value: Json, path: string): readonly Json[] {
  const found = valueAt(value, path);
  if (Array.isArray(found)) return found;
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
