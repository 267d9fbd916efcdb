import { setImmediate as nextTurn } from "node:timers/promises";
import { Parser } from "htmlparser2";

/** Of one file, as the protocol has it. */
const mostEntries = 50_000;
/** No page has a longer address. */
const mostCharacters = 10_000;
const deepest = 100;
const pieceSize = 65_536;

type Entries = {
  pages: string[];
  sitemaps: string[];
  /** Whether it ends before its last tag, as a file does that is still being written. */
  isCutOff: boolean;
};

/**
 * What the `loc` of each `url` and `sitemap` says; undefined for what has another root or is nested very deep. No tree is made of it: one of 50 MB takes
 * gigabytes, and unpacks from a few kilobytes.
 */
export async function entriesOf(xml: string, signal: AbortSignal): Promise<Entries | undefined> {
  const reader = openReader();
  const parser = new Parser(reader, { xmlMode: true });
  for (let from = 0; from < xml.length; from += pieceSize) {
    parser.write(xml.slice(from, from + pieceSize));
    if (reader.isFull()) return reader.entries();
    await nextTurn();
    signal.throwIfAborted();
  }
  parser.end();
  return reader.entries();
}

function openReader() {
  const found = { url: [] as string[], sitemap: [] as string[] };
  const path: string[] = [];
  let [isSitemap, isCutOff, isTooDeep] = [false, false, false];
  /** The address that is being read. */
  let written: string | undefined;
  const entry = () => path.at(-2);
  const isAddress = () => isSitemap && path.at(-1) === "loc" && (entry() === "url" || entry() === "sitemap");
  return {
    onopentagname(name: string) {
      path.push(name.slice(name.indexOf(":") + 1));
      if (path.length === 1) isSitemap ||= /^(urlset|sitemapindex)$/.test(path[0] ?? "");
      isTooDeep ||= path.length > deepest;
      written = isAddress() ? "" : undefined;
    },
    ontext(text: string) {
      if (written !== undefined && written.length < mostCharacters) written += text;
    },
    onclosetag(_: string, isImplied: boolean) {
      const kind = entry();
      if (written !== undefined && (kind === "url" || kind === "sitemap")) found[kind].push(written);
      written = undefined;
      isCutOff ||= isImplied && path.length === 1;
      path.pop();
    },
    isFull: () => isTooDeep || found.url.length + found.sitemap.length >= mostEntries,
    entries: () => (isSitemap && !isTooDeep ? { pages: found.url, sitemaps: found.sitemap, isCutOff } : undefined),
  };
}
