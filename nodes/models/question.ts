/** Finds what is asked in a prompt that carries a question and material to answer it from. */

export type Asked = { question: string; material: string };

/**
 * The question is the text after the last `Question:` (or `Q:`, `Query:`, `Task:`) line, else the last line that ends in
 * a question mark, else the first paragraph. The rest, without labels and instructions to the model, is the material.
 */
export function readQuestion(prompt: string): Asked {
  const text = prompt
    .replace(/\r\n?/g, "\n")
    .replace(/\n?\s*Answer:\s*$/i, "")
    .trim();
  const labelled =
    /(?:^|\n)[ \t]*(?:question|query|q|task)[ \t]*:[ \t]*([^\n]+)(?![\s\S]*\n[ \t]*(?:question|query|q|task)[ \t]*:)/i.exec(
      text,
    );
  if (labelled?.[1]) return split(text, labelled.index, labelled[0], labelled[1]);
  const asked = [...text.matchAll(/(?:^|\n)([^\n]{3,300}\?)[ \t]*(?=\n|$)/g)].at(-1);
  if (asked?.[1]) return split(text, asked.index, asked[0], asked[1]);
  const [first = "", ...rest] = text.split(/\n{2,}/);
  return { question: first, material: rest.join("\n\n") };
}

function split(text: string, at: number, whole: string, question: string): Asked {
  const rest = `${text.slice(0, at)}\n${text.slice(at + whole.length)}`;
  return { question: question.trim(), material: withoutInstructions(rest) };
}

/** Lines that speak to the model and say nothing: “Answer the question using only the passages below.”, “Passages:”. */
function withoutInstructions(text: string): string {
  const lines = text.split("\n").filter((line) => {
    const isOrder = /^\s*(answer|use|using|please|reply|respond|you are|if (the|you)|do not|don't|say|cite)\b/i.test(
      line,
    );
    const isLabel = /^\s*(context|passages?|text|documents?|sources?|material|excerpts?)\s*:?\s*$/i.test(line);
    return !(isLabel || (isOrder && line.length < 300));
  });
  return lines
    .join("\n")
    .replace(/^\s*(context|passages?|text|documents?)\s*:\s*/i, "")
    .trim();
}
