/** Takes `<think>…</think>` out of a text that comes in pieces; code that quotes the tag keeps it. */

type Tag = { open: string; close: string };
const usual: Tag = { open: "<think>", close: "</think>" };
/** Those of Mistral's templates, of Google's compatible endpoint, of ByteDance and of Moonshot count only where an answer begins. */
const others: readonly Tag[] = [
  { open: "[THINK]", close: "[/THINK]" },
  { open: "<thought>", close: "</thought>" },
  { open: "<seed:think>", close: "</seed:think>" },
  { open: "◁think▷", close: "◁/think▷" },
];
const all = [usual, ...others];

export type ThoughtFilter = {
  push(piece: string): string;
  /** `isWhole`: the answer was not cut off. */
  end(isWhole: boolean): string;
  /** What was taken out so far. */
  taken(): string;
};

export function withoutThoughts(): ThoughtFilter {
  let held = "";
  let said = "";
  let taken = "";
  let hasSaid = false;
  /** The answer has not begun behind thoughts. */
  let isAfter = false;
  let thinking: Tag | undefined;
  const take = (length: number) => {
    const text = held.slice(0, length);
    held = held.slice(length);
    said += text;
    hasSaid ||= text.trim() !== "";
    return text;
  };
  function push(piece: string): string {
    held += piece;
    let out = "";
    for (;;) {
      if (thinking) {
        const close = held.indexOf(thinking.close);
        if (close < 0) return out;
        taken += held.slice(0, close);
        held = held.slice(close + thinking.close.length);
        isAfter = !hasSaid;
        thinking = undefined;
      }
      if (isAfter) {
        // The line breaks behind them may come in later pieces.
        if (held.trim() === "") return out;
        held = held.replace(/^[^\S\n]*\n*/, "");
        isAfter = false;
      }
      const tags = hasSaid ? [usual] : all;
      const tag = tags.find(({ open }) =>
        open === usual.open ? held.includes(open) : held.trimStart().startsWith(open),
      );
      if (!tag) return out + take(held.length - partOfTag(held, tags));
      out += take(held.indexOf(tag.open));
      if (isCode(said)) out += take(tag.open.length);
      else {
        thinking = tag;
        held = held.slice(tag.open.length);
      }
    }
  }
  return {
    push,
    // Thoughts that never end are no answer where nothing else was said; after a text, they may be a part of it.
    end(isWhole) {
      if (!thinking) return take(held.length);
      // A whole answer may only begin with what is a tag elsewhere, such as “[THINK]ing about it”.
      if (hasSaid || (isWhole && thinking !== usual && taken === "")) return thinking.open + take(held.length);
      taken += held;
      held = "";
      return "";
    },
    taken: () => all.reduce((text, { open }) => text.replaceAll(open, ""), taken),
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
function partOfTag(text: string, tags: readonly Tag[]): number {
  for (let length = Math.min(text.length, longestTag); length > 0; length -= 1) {
    const end = text.slice(-length);
    if (tags.some(({ open }) => length < open.length && open.startsWith(end))) return length;
  }
  return 0;
}
const longestTag = Math.max(...all.map(({ open }) => open.length - 1));
