import { setImmediate as nextTurn } from "node:timers/promises";
import { Parser } from "htmlparser2";

/** Of one file, as the protocol has it. */
const mostEntries = 50_000;
/** No page has a longer address. */
const mostCharacters = 10_000;
const deepest = 100;
const pieceSize = 65_536;

/** Of a sitemap, and of feeds, which the protocol takes for one: RSS 2.0 and 1.0, and Atom. */
const roots = new Set(["urlset", "sitemapindex", "rss", "RDF", "feed"]);
/** Where addresses stand as text, by the entry and the element. */
const addresses: Readonly<Record<string, "pages" | "sitemaps">> = {
  "url loc": "pages",
  "sitemap loc": "sitemaps",
  "item link": "pages",
};

type Entries = {
  pages: string[];
  sitemaps: string[];
  /** Whether it ends before its last tag, as a file does that is still being written. */
  isCutOff: boolean;
};

/**
 * The addresses that a sitemap or a feed lists; undefined for what has another root or is nested very deep. No tree is made of
 * it: one of 50 MB takes gigabytes, and unpacks from a few kilobytes.
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
  const found = { pages: [] as string[], sitemaps: [] as string[] };
  const path: string[] = [];
  let [isSitemap, isCutOff, isTooDeep] = [false, false, false];
  /** The address that is being read. */
  let written: string | undefined;
  /** Of a link in an Atom feed. */
  let link: Record<string, string> | undefined;
  const list = () => {
    const place = path.slice(-2).join(" ");
    return isSitemap && Object.hasOwn(addresses, place) ? found[addresses[place] ?? "pages"] : undefined;
  };
  const isLink = () => isSitemap && path.slice(-2).join(" ") === "entry link";
  return {
    onopentagname(name: string) {
      path.push(name.slice(name.indexOf(":") + 1));
      if (path.length === 1) isSitemap ||= roots.has(path[0] ?? "");
      isTooDeep ||= path.length > deepest;
      written = list() ? "" : undefined;
      link = isLink() ? {} : undefined;
    },
    onattribute(name: string, value: string) {
      if (link && (name === "href" || name === "rel")) link[name] = value.slice(0, mostCharacters);
    },
    ontext(text: string) {
      if (written !== undefined && written.length < mostCharacters) written += text;
    },
    onclosetag(_: string, isImplied: boolean) {
      if (written !== undefined) list()?.push(written);
      // Others lead to the same in another form, or to what it answers.
      if (link?.href !== undefined && (link.rel ?? "alternate") === "alternate") found.pages.push(link.href);
      written = undefined;
      link = undefined;
      isCutOff ||= isImplied && path.length === 1;
      path.pop();
    },
    isFull: () => isTooDeep || found.pages.length + found.sitemaps.length >= mostEntries,
    entries: () => (isSitemap && !isTooDeep ? { ...found, isCutOff } : undefined),
  };
}
