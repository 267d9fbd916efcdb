/** The pages of a site, as its sitemap lists them (https://www.sitemaps.org/protocol.html). */
import { gunzipSync } from "node:zlib";
import { PatchbayError } from "../../../lib/errors.ts";
import type { HttpResponse } from "../../../lib/http.ts";
import type { Document } from "../../../lib/values/values.ts";
import { decode } from "../decode.ts";
import type { Granularity } from "../extract.ts";
import { get, loadPage, type Web } from "./load-page.ts";
import { entriesOf } from "./sitemap-entries.ts";

const mostSitemaps = 500;
const deepest = 3;
/** Of one sitemap, unpacked. */
const mostBytes = 50_000_000;
const atOnce = 4;
/** No server takes longer ones, and no index of the database does. */
const longestAddress = 2000;
/** As many characters as one step may put out with room for the rest. */
const mostCharacters = 10_000_000;

type Asked = { address: string; most: number; granularity: Granularity };
type Failed = { url: string; reason: string };
type Site = { documents: Document[]; failed: Failed[] };

/** Every page in the order of the sitemap, up to `most`. A page that cannot be read is told; when none can, its reason is thrown. */
export async function loadSite({ address, most, granularity }: Asked, web: Web): Promise<Site> {
  const pages = await listPages({ address, most }, web);
  if (pages.length === 0) throw new PatchbayError("bad_input", `The sitemap ${address} lists no page of its own site.`);
  const found: (Document[] | Failed)[] = [];
  let size = 0;
  let next = 0;
  let first: unknown;
  const work = async () => {
    for (let index = next++; index < pages.length; index = next++) {
      const url = pages[index] ?? "";
      try {
        const documents = await loadPage(url, granularity, web);
        size += documents.reduce((sum, { text }) => sum + text.length, 0);
        found[index] = documents;
      } catch (thrown) {
        if (web.signal.aborted) throw thrown;
        first ??= thrown;
        found[index] = { url, reason: thrown instanceof PatchbayError ? thrown.userMessage : String(thrown) };
      }
      if (size > mostCharacters) throw tooLarge();
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const documents = found.flatMap((each) => (Array.isArray(each) ? each : []));
  if (documents.length === 0) throw first ?? new PatchbayError("bad_input", `The pages of ${address} have no text.`);
  return { documents, failed: found.flatMap((each) => (Array.isArray(each) ? [] : [each])) };
}

function tooLarge(): PatchbayError {
  const message = "The pages have more than 10 million characters together. Allow fewer pages in the settings.";
  return new PatchbayError("too_large", message);
}

type Listed = { pages: string[]; sitemaps: string[] };
type Listing = Pick<Asked, "address" | "most"> & { accepts?: (page: string) => boolean };

/** Pages of the sitemap's own host, each once; only those that are accepted count. */
export async function listPages({ address, most, accepts = () => true }: Listing, web: Web): Promise<string[]> {
  const { host } = new URL(address);
  const pages = new Set<string>();
  const seen = new Set<string>([address]);
  let waiting = [address];
  for (let depth = 0; waiting.length > 0 && depth < deepest; depth += 1) {
    const below: string[] = [];
    for (const sitemap of waiting) {
      if (pages.size >= most) break;
      const listed = await read(await get(sitemap, web), sitemap, web);
      for (const page of listed.pages) if (pages.size < most && isAt(page, host) && accepts(page)) pages.add(page);
      for (const other of listed.sitemaps) {
        if (pages.size >= most || seen.size >= mostSitemaps || seen.has(other) || !isAt(other, host)) continue;
        seen.add(other);
        below.push(other);
      }
    }
    waiting = below;
  }
  return [...pages];
}

/** Without a name and password in front of the host, which the client refuses. */
function isAt(address: string, host: string): boolean {
  if (!/^https?:/i.test(address) || !URL.canParse(address) || address.length > longestAddress) return false;
  const url = new URL(address);
  return withoutWww(url.host) === withoutWww(host) && url.username === "" && url.password === "";
}

/** Many sites answer under both names, and list their pages under one of them. */
function withoutWww(host: string): string {
  return host.replace(/^www\./, "");
}

/** In full, and without what leads to a place in the page; an address may stand in relation to the sitemap's. */
function resolved(written: string, base: string): string[] {
  const text = written.trim();
  return text !== "" && URL.canParse(text, base) ? [new URL(text, base).href.replace(/#.*$/, "")] : [];
}

async function read({ data, body }: HttpResponse, address: string, { signal }: Web): Promise<Listed> {
  const isPacked = data[0] === 0x1f && data[1] === 0x8b;
  const text = isPacked ? textOf(unpacked(data, address)) : body;
  const entries = await entriesOf(text, signal);
  if (entries?.isCutOff) {
    throw new PatchbayError("unavailable", `The sitemap ${address} ends in the middle. Try again later.`);
  }
  const all = (written: readonly string[]) => written.flatMap((one) => resolved(one, address));
  if (entries) return { pages: all(entries.pages), sitemaps: all(entries.sitemaps) };
  const named = [...text.matchAll(/^[ \t]*sitemap[ \t]*:[ \t]*(\S+)/gim)].map(([, to = ""]) => to);
  if (named.length > 0 && new URL(address).pathname === "/robots.txt") return { pages: [], sitemaps: all(named) };
  const lines = text.split(/\s+/).filter(Boolean);
  // A sitemap may also be a list of addresses, one on each line.
  if (lines.length > 0 && lines.every((line) => /^https?:\/\//i.test(line))) {
    return { pages: all(lines), sitemaps: [] };
  }
  const message = `${address} is not a sitemap. It is often at an address such as https://example.com/sitemap.xml.`;
  throw new PatchbayError("bad_input", message);
}

/** What is not text is not a sitemap. */
function textOf(data: Uint8Array): string {
  try {
    return decode(data);
  } catch {
    return "";
  }
}

function unpacked(data: Uint8Array, address: string): Uint8Array {
  try {
    return gunzipSync(data, { maxOutputLength: mostBytes });
  } catch {
    throw new PatchbayError("bad_input", `The sitemap ${address} is damaged, or unpacks to more than 50 MB.`);
  }
}
