import { codeOrText } from "./link-citations.ts";

const blocks = /\\\[([\s\S]+?)\\\]|\$\$([\s\S]+?)\$\$/g;
const inline = /\\\(([^\n]+?)\\\)/g;
/** Brackets may be escaped as well. */
const isMath = (text: string) => /[\\^_=<>+]/.test(text) && !text.includes("`");

/** LaTeX stands in an answer as it was written, as code: Markdown would take its backslashes and underscores for its own. */
export function keepMath(markdown: string): string {
  const keep = (whole: string, first?: string, second?: string) => {
    const text = (first ?? second ?? "").trim();
    if (!isMath(text)) return whole;
    return text.includes("\n") ? `\n\n\`\`\`\n${text}\n\`\`\`\n\n` : `\`${text}\``;
  };
  const parts = codeOrText(markdown);
  return parts
    .map((part, index) =>
      index % 2 === 1
        ? part
        : part
            .replaceAll(blocks, (whole, first, second) => keep(whole, first, second))
            .replaceAll(inline, (whole, first) => keep(whole, first)),
    )
    .join("");
}
