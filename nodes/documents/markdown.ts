import type { Section } from "./section.ts";
import { openSections } from "./sections.ts";

/** Also right behind the mark of a list's item. */
const fence = /^ {0,3}(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})(.*)$/;
const numberSigns = /^ {0,3}(#{1,6})(?=[ \t]|$)/;
const closingSigns = /(?:^|[ \t])#+$/;
const underline = /^ {0,3}(=+|-{2,})[ \t]*$/;
/** What can be the one line of a paragraph: no list, quote, table, code or HTML. */
const paragraph = /^ {0,3}(?![-*+>|<#`~]|\d+[.)][ \t])\S/;

/** By CommonMark's headings, `# Title` and underlined ones. The text stays as it is written; code has no headings. */
export function readMarkdown(markdown: string): Section[] {
  const sections = openSections();
  const lines = markdown.replace(/\r\n?/g, "\n").split("\n");
  let code: Code | undefined;
  let isFrontMatter = false;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    if (at === 0 && line.trimEnd() === "---" && lines.slice(1, 100).some(endsFrontMatter)) isFrontMatter = true;
    else if (isFrontMatter && endsFrontMatter(line)) isFrontMatter = false;
    else if (!isFrontMatter) {
      if (code && line.trim() !== "" && line.search(/\S/) < code.indent) code = undefined;
      if (code?.closing.test(line)) {
        code = undefined;
        sections.block(line, 1);
        continue;
      }
      const heading = code ? undefined : headingAt(lines, at);
      code ??= codeAt(line);
      if (heading) {
        sections.heading(heading.rank, heading.title);
        at += heading.lines - 1;
        continue;
      }
    }
    sections.block(line, 1);
  }
  return sections.end();
}

/** Code ends with its fence, or with the list's item in which it stands. */
type Code = { closing: RegExp; indent: number };

function codeAt(line: string): Code | undefined {
  const [, marks = "", info = ""] = fence.exec(line) ?? [];
  if (marks === "" || (marks.startsWith("`") && info.includes("`"))) return undefined;
  const at = line.indexOf(marks);
  const isInItem = line.slice(0, at).trim() !== "";
  return {
    closing: new RegExp(`^ {0,${at + 3}}${marks[0]}{${marks.length},}[ \\t]*$`),
    indent: isInItem ? at : 0,
  };
}

function endsFrontMatter(line: string): boolean {
  return /^(---|\.\.\.)\s*$/.test(line);
}

function headingAt(lines: readonly string[], at: number): { rank: number; title: string; lines: number } | undefined {
  const line = lines[at] ?? "";
  const [opening, marks] = numberSigns.exec(line) ?? [];
  if (opening !== undefined && marks) {
    const title = line.slice(opening.length).trim().replace(closingSigns, "").trim();
    return title === "" ? undefined : { rank: marks.length, title, lines: 1 };
  }
  const [, under] = underline.exec(lines[at + 1] ?? "") ?? [];
  const isAlone = (lines[at - 1] ?? "").trim() === "";
  if (!under || !isAlone || !paragraph.test(line)) return undefined;
  return { rank: under.startsWith("=") ? 1 : 2, title: line.trim(), lines: 2 };
}
