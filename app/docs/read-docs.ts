import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { DocsSection } from "../../components/navigation/search-docs.ts";

export type DocPage = { slug: string; title: string; text: string };
export type DocHeading = { id: string; title: string };
export type DocLink = { href: string; title: string };
export type DocSection = { title: string | undefined; pages: DocLink[] };

const folder = join(process.cwd(), "docs");

/** docs/api.md gives way to the generated reference at /docs/api; docs/node-types.md frames the pages under /docs/nodes. */
const slugs: Record<string, string> = { index: "", api: "rest", "node-types": "nodes" };

/** The page with this slug ("" is the front page). A slug only ever picks from the files that are there. */
export async function readDoc(slug: string): Promise<DocPage | undefined> {
  const file = (await docFiles()).find((name) => slugOf(name) === slug);
  if (file === undefined) return undefined;
  const text = await readFile(join(folder, file), "utf8");
  return { slug, text, title: /^# (.+)$/m.exec(text)?.[1] ?? slug };
}

/** The pages in the order in which the front page links to them: those for users, and those under a heading of their own. */
export async function listDocs(): Promise<DocSection[]> {
  const [front, files] = await Promise.all([readDoc(""), docFiles()]);
  return (front?.text ?? "").split(/^## /m).map((part, index) => {
    const links = [...part.matchAll(/^- \[([^\]]+)\]\(([\w-]+\.md)\)/gm)];
    const pages = links.flatMap(([, title = "", file = ""]) =>
      files.includes(file) ? [{ href: hrefOf(file), title }] : [],
    );
    return { title: index === 0 ? undefined : part.split("\n", 1)[0], pages };
  });
}

/** Where a link between docs (collections.md#search) leads in the app; undefined for a file that the app does not show. */
export function docHref(href: string): string | undefined {
  if (/^([a-z]+:|[/#])/.test(href)) return href;
  const [, file, hash = ""] = /^(?:\.\/)?([\w-]+\.md)(#.*)?$/.exec(href) ?? [];
  return file === undefined ? undefined : `${hrefOf(file)}${hash}`;
}

export function headingsOf(text: string): DocHeading[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, "");
  return [...prose.matchAll(/^## (.+)$/gm)].map(([, title = ""]) => ({ id: headingId(title), title: plain(title) }));
}

/** Every heading of every page, with its text, in the order of the pages. */
export async function docSections(): Promise<DocsSection[]> {
  const pages = (await listDocs()).flatMap((section) => section.pages);
  const found = await Promise.all(
    pages.map(async ({ href, title: page }) => {
      const { text = "" } = (await readDoc(href.replace(/^\/docs\/?/, ""))) ?? {};
      const [opening = "", ...parts] = text.replace(/^# .*\n/, "").split(/^## /m);
      const first = { href, title: page, page, text: proseOf(opening) };
      const rest = parts.map((part) => {
        const [heading = "", ...lines] = part.split("\n");
        return { href: `${href}#${headingId(heading)}`, title: plain(heading), page, text: proseOf(lines.join("\n")) };
      });
      return first.text === "" ? rest : [first, ...rest];
    }),
  );
  return found.flat();
}

/** Markdown as one line of words. */
function proseOf(markdown: string): string {
  return plain(markdown.replace(/^```\w*$/gm, "").replace(/^[#>\-|: ]+/gm, ""))
    .replace(/[\s|]+/g, " ")
    .trim();
}

/** The id of a heading, as GitHub makes it, so that links work in both places. */
export function headingId(title: string): string {
  return plain(title)
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, "")
    .trim()
    .replaceAll(" ", "-");
}

function plain(markdown: string): string {
  return markdown.replace(/[`*]/g, "").replace(/\[([^\]]+)\]\([^)]*\)/g, "$1");
}

async function docFiles(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^[\w-]+\.md$/.test(name));
}

function slugOf(file: string): string {
  const name = file.replace(/\.md$/, "");
  return slugs[name] ?? name;
}

function hrefOf(file: string): string {
  const slug = slugOf(file);
  return slug === "" ? "/docs" : `/docs/${slug}`;
}
