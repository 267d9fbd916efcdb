/** Electronic books (EPUB 2 and 3): the pages in the order of reading, each as a web page is read. */
import type { ChildNode, Element } from "domhandler";
import { readHtml } from "../html/html.ts";
import type { Section } from "../section.ts";
import { unzip } from "../unzip.ts";
import { attribute, descendants, parseXml, textIn } from "../word/xml.ts";

/** What it may unpack to; it is held in memory. */
const UNPACKED_BYTES = 210_000_000;
const what = "an electronic book (EPUB)";

export function readBook(data: Uint8Array): Section[] {
  const files = unzip(data, UNPACKED_BYTES, what);
  const nodes = (path: string) => parseXml(files.get(path) ?? new Uint8Array());
  if (files.has("meta-inf/encryption.xml") && files.has("meta-inf/rights.xml")) throw new Error("it is copy-protected");
  const root = descendants(nodes("meta-inf/container.xml"), "rootfile")[0];
  const main = (attribute(root, "full-path") ?? "").toLowerCase();
  if (!files.has(main)) throw new Error(`it is not ${what}`);
  const book = nodes(main);
  const items = new Map(descendants(book, "item").map((item) => [attribute(item, "id"), item]));
  // Each page stands once in the order of reading; one that is named again would be read again each time.
  const pages = new Set(descendants(book, "itemref").flatMap((page) => pageOf(items, attribute(page, "idref")) ?? []));
  const locked = encrypted(nodes("meta-inf/encryption.xml"));
  if ([...pages].some((page) => locked.has(pathOf(main, page)))) throw new Error("it is copy-protected");
  const about = ["title", "creator"].map((name) =>
    descendants(book, name)
      .map((one) => textIn(one).trim())
      .join(", "),
  );
  const text = about.filter((line) => line !== "").join("\n");
  const sections = [...pages].flatMap((page) => {
    const found = files.get(pathOf(main, page) ?? "");
    return found ? readHtml(found, true) : [];
  });
  return [...(text === "" ? [] : [{ text, metadata: {} }]), ...sections];
}

/** Something else than a page, such as a PDF, names what is shown by readers that cannot show it. */
function pageOf(items: ReadonlyMap<string | undefined, Element>, id: string | undefined): string | undefined {
  const tried = new Set<Element>();
  for (let item = items.get(id); item && !tried.has(item); item = items.get(attribute(item, "fallback"))) {
    if (/^$|html|xml/i.test(attribute(item, "media-type") ?? "")) return attribute(item, "href");
    tried.add(item);
  }
  return undefined;
}

/** The files that only programs with a key can read. Fonts are often mixed up so that they cannot be taken out, which is no protection. */
function encrypted(nodes: readonly ChildNode[]): ReadonlySet<string | undefined> {
  const files = descendants(nodes, "EncryptedData").filter((file) => {
    const [method] = descendants(file.children, "EncryptionMethod");
    return !/embedding|\/enc#RC$/.test(attribute(method, "Algorithm") ?? "");
  });
  const names = files.flatMap((file) => descendants(file.children, "CipherReference"));
  return new Set(names.map((name) => pathOf("", attribute(name, "URI") ?? "")));
}

/** Addresses in a book count from the file that names them. Undefined for what is no address. */
function pathOf(from: string, href: string): string | undefined {
  const { pathname } = URL.parse(href, `file:///${from}`) ?? {};
  if (pathname === undefined) return undefined;
  try {
    return decodeURIComponent(pathname).slice(1).toLowerCase();
  } catch {
    return pathname.slice(1).toLowerCase();
  }
}
