/** Takes `<think>…</think>` out of a text that comes in pieces; code that quotes the tag keeps it. */
const openTag = "<think>";
const closeTag = "</think>";

export type ThoughtFilter = {
  push(piece: string): string;
  end(): string;
  /** What was taken out so far. */
  taken(): string;
};

export function withoutThoughts(): ThoughtFilter {
  let held = "";
  let said = "";
  let taken = "";
  let isThinking = false;
  const take = (length: number) => {
    const text = held.slice(0, length);
    held = held.slice(length);
    said += text;
    return text;
  };
  function push(piece: string): string {
    held += piece;
    let out = "";
    for (;;) {
      if (isThinking) {
        const close = held.indexOf(closeTag);
        if (close < 0) return out;
        taken += held.slice(0, close);
        held = held.slice(close + closeTag.length);
        if (said.trim() === "") held = held.replace(/^[^\S\n]*\n*/, "");
        isThinking = false;
      }
      const open = held.indexOf(openTag);
      if (open < 0) return out + take(held.length - partOfTag(held));
      out += take(open);
      if (isCode(said)) out += take(openTag.length);
      else isThinking = true;
    }
  }
  return {
    push,
    // Thoughts that never end are no answer where nothing else was said; after a text, they may be a part of it.
    end() {
      if (!isThinking || said.trim() !== "") return take(held.length);
      taken += held;
      held = "";
      return "";
    },
    taken: () => taken.replaceAll(openTag, ""),
  };
}

/**
 * A server whose template opens the thoughts itself sends their end alone, on a line of its own: what comes before it, and the
 * answer. Undefined for a text that only speaks of the tag.
 */
export function unopenedThoughts(text: string): { thought: string; text: string } | undefined {
  const end = /^<\/think>[^\S\n]*\n/m.exec(text);
  if (!end || isCode(text.slice(0, end.index))) return undefined;
  return { thought: text.slice(0, end.index).trim(), text: text.slice(end.index + end[0].length) };
}

function isCode(before: string): boolean {
  return /[`"'“]$/.test(before) || before.split("```").length % 2 === 0;
}

/** How many characters at the end may be the beginning of a tag. */
function partOfTag(text: string): number {
  for (let length = openTag.length - 1; length > 0; length -= 1)
    if (text.endsWith(openTag.slice(0, length))) return length;
  return 0;
}
