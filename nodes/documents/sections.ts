import type { Section } from "./section.ts";

/** Where a reader puts what it finds, in order. */
export type Sections = {
  /** Of rank 1 and up; begins a section. */
  heading(rank: number, title: string): void;
  /** `gap`: how many line breaks stand before the text. */
  block(text: string, gap: number): void;
  /** All sections; nothing may follow. */
  end(): Section[];
};

/** Whole paragraphs get the style of headings by mistake; repeated over each chunk they would bury it. */
const LONGEST_TITLE = 200;

/**
 * A section for each heading, with the headings above it as `heading`: “Sharing › Revoke a link”. What stands before the
 * first heading is a section under `name`, or under none.
 */
export function openSections(name = ""): Sections {
  const sections: Section[] = [];
  const above: string[] = [];
  let title = "";
  let parts: string[] = [];
  const end = () => {
    const heading = above.filter((one) => one !== "").join(" › ") || name;
    const metadata = heading === "" ? {} : { heading };
    sections.push({ ...(title === "" ? {} : { title }), text: parts.join(""), metadata });
    parts = [];
  };
  const block = (text: string, gap: number) => {
    parts.push(parts.length === 0 ? "" : "\n".repeat(gap), text);
  };
  return {
    heading(rank, written) {
      const words = written.replace(/\s+/g, " ").trim();
      if (words === "") return;
      if (words.length > LONGEST_TITLE) return block(words, 2);
      end();
      above.length = Math.min(above.length, rank - 1);
      while (above.length < rank - 1) above.push("");
      above.push(words);
      title = words;
    },
    block,
    end() {
      end();
      return sections;
    },
  };
}
