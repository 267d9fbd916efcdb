import type { Section } from "./section.ts";

/**
 * Markdown, a section for each heading, with the headings above it as `heading`: “Sharing › Revoke a link”. What stands
 * before the first heading is a section without one; a `#` inside fenced code is no heading.
 */
export function sectionsOf(markdown: string): Section[] {
  const sections: Section[] = [];
  const above: string[] = [];
  let lines: string[] = [];
  let isCode = false;
  const end = () => {
    const heading = above.filter((title) => title !== "").join(" › ");
    sections.push({ text: lines.join("\n"), metadata: heading === "" ? {} : { heading } });
    lines = [];
  };
  for (const line of markdown.split("\n")) {
    if (/^\s*(```|~~~)/.test(line)) isCode = !isCode;
    const [, marks = "", title = ""] = isCode ? [] : (/^(#{1,6})\s+(.*?)[\s#]*$/.exec(line) ?? []);
    if (marks === "") {
      lines.push(line);
      continue;
    }
    end();
    above.length = marks.length - 1;
    for (let rank = 0; rank < above.length; rank += 1) above[rank] ??= "";
    above.push(title);
  }
  end();
  return sections;
}
