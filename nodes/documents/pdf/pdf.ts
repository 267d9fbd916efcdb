/** The text of a PDF, page by page, with what people have written into its forms and remarks. */
import { getDocumentProxy } from "unpdf";
import { z } from "zod";
import { scriptSign } from "../formula.ts";
import type { Section } from "../section.ts";
import { locked } from "../unzip.ts";
import { closeLetters } from "./close-letters.ts";
import { linesText, type PlacedLine } from "./columns.ts";

/** `x` and `y` count along the direction of the text, which is `angle`, and up from its lines. */
type Item = {
  str: string;
  hasEOL: boolean;
  isRightToLeft: boolean;
  angle: number;
} & { [Number in "x" | "y" | "width" | "fontSize"]: number };
type Page = readonly Item[];
type Proxy = Awaited<ReturnType<typeof getDocumentProxy>>;

/** Of the height of the letters: a wider gap in a line divides columns, a higher one between lines paragraphs. */
const COLUMN_GAP = 1.5;
const PARAGRAPH_GAP = 1.75;

export async function readPdf(data: Uint8Array): Promise<Section[]> {
  // The parser takes the buffer it is given for itself.
  const pdf = await getDocumentProxy(new Uint8Array(data)).catch((thrown: unknown) => {
    throw thrown instanceof Error && thrown.name === "PasswordException" ? new Error(locked) : thrown;
  });
  const pages: string[] = [];
  for (let number = 1; number <= pdf.numPages; number += 1) pages.push(pageText(await itemsOf(pdf, number)));
  const join = joinHyphens(pages);
  const sections: Section[] = [];
  for (const [index, page] of pages.entries()) {
    const notes = await written(pdf, index + 1);
    sections.push({ text: [join(page), ...notes].join("\n\n"), metadata: { page: index + 1 } });
  }
  return sections;
}

async function itemsOf(pdf: Proxy, number: number): Promise<Page> {
  const { items } = await (await pdf.getPage(number)).getTextContent();
  return items.flatMap((item) => {
    if (!("str" in item)) return [];
    const { str, hasEOL, dir, width, transform } = item;
    const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = transform.map(Number);
    const angle = Math.atan2(b, a);
    const [x, y] = [e * Math.cos(angle) + f * Math.sin(angle), f * Math.cos(angle) - e * Math.sin(angle)];
    return { str, hasEOL, isRightToLeft: dir === "rtl", angle, x, y, width, fontSize: Math.hypot(c, d) };
  });
}

/** The parser marks spaces and ends of lines; how wide they are says more. */
function pageText(items: Page): string {
  const lines: PlacedLine[] = [];
  let before: Item | undefined;
  let between = "";
  for (const item of closeLetters(items)) {
    if (item.str.trim() !== "") {
      const gap = before ? gapOf(before, item, between) : "";
      const line = lines.at(-1);
      const cell = line?.cells.at(-1);
      const placed = { text: item.str, from: item.x, to: item.x + item.width };
      if (!line || !cell || gap.startsWith("\n")) lines.push({ gap, cells: [placed] });
      else if (gap === "\t") line.cells.push(placed);
      else {
        cell.text += gap + (before && gap === "" ? scriptOf(before, item) : "") + item.str;
        cell.to = Math.max(cell.to, placed.to);
      }
      before = item;
      between = "";
    } else between += item.str === "" ? "" : " ";
    if (item.hasEOL) between += "\n";
  }
  return linesText(lines);
}

function gapOf(before: Item, item: Item, between: string): string {
  const height = Math.max(before.fontSize, item.fontSize);
  if (between.includes("\n")) return before.y - item.y > PARAGRAPH_GAP * height ? "\n\n" : "\n";
  if (between === "") return isElsewhere(before, item, height) ? "\n" : "";
  return item.x - (before.x + before.width) > COLUMN_GAP * height ? "\t" : " ";
}

/** A label that the parser has put behind another one, without a mark between them. */
function isElsewhere(before: Item, item: Item, height: number): boolean {
  if (Math.abs(before.angle - item.angle) > 0.1) return true;
  if (before.isRightToLeft || item.isRightToLeft) return false;
  return Math.abs(item.y - before.y) > 1.5 * height || item.x < before.x + before.width - height - 1;
}

/** Digits in small type above or below the line do not run into a number before them. */
function scriptOf(before: Item, item: Item): string {
  if (item.fontSize > before.fontSize * 0.85 || item.y === before.y) return "";
  return scriptSign(before.str, item.str, item.y > before.y);
}

/**
 * Puts words together that were divided at the end of a line. Where the file writes the word with a hyphen elsewhere, or
 * it goes on with a capital or a digit, the hyphen is part of it; so it is behind a number, a single letter (e-mail),
 * capitals (EU-wide) and a short word with two hyphens before (state-of-the-art), which is no syllable of one that was
 * divided (Nord-Süd-Verbindung).
 */
function joinHyphens(pages: readonly string[]): (text: string) => string {
  const hyphenated = new Set(pages.flatMap((page) => page.toLowerCase().match(/\p{L}+-\p{L}+/gu) ?? []));
  return (text) =>
    text.replace(/([\p{L}\p{N}]+)-\n([\p{L}\p{N}]+)/gu, (_, first: string, second: string, at: number) => {
      const isOne =
        /^\p{Ll}/u.test(second) &&
        !/\p{N}$|^.$|^\p{Lu}+$/u.test(first) &&
        !(/^\p{Ll}{1,3}$/u.test(first) && /\p{L}-\p{L}+-$/u.test(text.slice(Math.max(0, at - 40), at))) &&
        !hyphenated.has(`${first}-${second}`.toLowerCase());
      return isOne ? first + second : `${first}-${second}`;
    });
}

const Annotation = z.object({
  subtype: z.string().nullish(),
  /** Left, bottom, right, top. */
  rect: z.array(z.number()).nullish(),
  hidden: z.boolean().nullish(),
  password: z.boolean().nullish(),
  fieldName: z.string().nullish(),
  fieldValue: z
    .union([z.string(), z.array(z.string())])
    .nullish()
    .catch(undefined),
  contentsObj: z.object({ str: z.string() }).nullish().catch(undefined),
});

/** Fields that are filled in, as `name: value`, and remarks, from the top down; a page's own text has neither. */
async function written(pdf: Proxy, number: number): Promise<string[]> {
  const page = await pdf.getPage(number);
  const annotations: unknown[] = await page.getAnnotations().catch(() => {
    // A damaged remark is no reason to refuse the page.
    return [];
  });
  const seen = annotations
    .flatMap((annotation) => Annotation.safeParse(annotation).data ?? [])
    .filter(({ subtype, hidden, password }) => !hidden && !password && subtype !== "Link" && subtype !== "Popup")
    .sort((one, other) => (other.rect?.[3] ?? 0) - (one.rect?.[3] ?? 0));
  const texts = seen.flatMap((data) => {
    if (data.subtype !== "Widget") return data.contentsObj?.str.trim() || [];
    const value = [data.fieldValue ?? []].flat().join(", ").trim();
    return value === "" || value === "Off" ? [] : `${data.fieldName || "Field"}: ${value}`;
  });
  return [...new Set(texts)];
}
