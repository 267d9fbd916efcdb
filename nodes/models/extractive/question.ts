/** Finds what is asked in a prompt that carries a question and material to answer it from. */

export type Asked = { question: string; material: string };

const label = /^(?:question|query|task|q)[ \t]*:[ \t]*(?=\S)/i;
const materialLabel = /^(?:context|passages?|text|documents?|sources?|material|excerpts?)[ \t]*:?$/i;
const order =
  /^(?:answer|use|using|please|reply|respond|you are|if the|if you|do not|don't|say|cite|in one|in two|in a few|tell|write|explain|summari[sz]e|describe|give|list|return)\b/i;

/**
 * The question is the last line with `Question:` (or `Q:`, `Query:`, `Task:`) before it, else the last line that ends in
 * a question mark, else a last paragraph that tells what to do, else the first paragraph. The rest, without labels and instructions to the model, is the material.
 */
export function readQuestion(prompt: string): Asked {
  const lines = prompt
    .replaceAll("\r\n", "\n")
    .trim()
    .split("\n")
    .map((line) => line.trim());
  if (/^answer:$/i.test(lines.at(-1) ?? "")) lines.pop();
  const labelled = lines.findLastIndex((line) => label.test(line));
  const at = labelled >= 0 ? labelled : lines.findLastIndex((line) => line.endsWith("?") && line.length <= 300);
  if (at >= 0) {
    const question = (lines[at] ?? "").replace(label, "");
    return { question, material: materialOf(lines.toSpliced(at, 1)) };
  }
  const last = lines.lastIndexOf("");
  const closing = lines.slice(last + 1).join(" ");
  if (last >= 0 && order.test(closing)) return { question: closing, material: materialOf(lines.slice(0, last)) };
  const firstEnd = lines.indexOf("");
  if (firstEnd < 0) return { question: lines.join("\n"), material: "" };
  return { question: lines.slice(0, firstEnd).join("\n"), material: materialOf(lines.slice(firstEnd)) };
}

/**
 * Without lines that speak to the model and say nothing: “Answer from the passages below.”, “Passages:”. Behind such a
 * label everything up to the last paragraph is material, also “Use only the filter that is sold for this machine.”
 */
function materialOf(lines: readonly string[]): string {
  const from = lines.findIndex((line) => materialLabel.test(line)) + 1;
  const to = from === 0 ? 0 : Math.max(from, lines.lastIndexOf(""));
  const isSaid = (line: string, at: number) =>
    !materialLabel.test(line) && ((at >= from && at < to) || !(line.length < 300 && order.test(line)));
  return lines.filter(isSaid).join("\n").trim();
}
