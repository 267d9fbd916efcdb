import { z } from "zod";
import { defineNode, port } from "../../define.ts";
import { findMatches } from "../../regex/regex.ts";

export const regex = defineNode({
  type: "regex",
  version: 1,
  title: "Regex",
  summary: "Finds what matches a regular expression in a text, and replaces it.",
  category: "data",
  effect: "pure",
  icon: "regex",
  keywords: ["regular expression", "pattern", "match", "extract", "find", "replace", "re2", "text"],
  subtitle: "pattern",
  config: z.object({
    pattern: z.string().min(1, "Write a pattern, such as \\d+ for numbers.").max(10_000).default("\\S+@\\S+").meta({
      title: "Pattern",
      description: "In RE2's syntax: [A-Z]{2}-(\\d+) finds part numbers, and (?P<year>\\d{4}) names a group.",
      widget: "textarea",
    }),
    replacement: z.string().max(10_000).default("").meta({
      title: "Replace by",
      description:
        "For the output “Text”: $1 or $<year> is a group, $& the match, $$ a dollar sign. Empty: matches go away.",
    }),
    ignoreCase: z.boolean().default(false).meta({
      title: "Ignore letter case",
      description: "A and a are the same.",
      widget: "toggle",
    }),
    lines: z.boolean().default(false).meta({
      title: "Line by line",
      description: "^ and $ are the beginning and end of each line, not only of the text.",
      widget: "toggle",
    }),
  }),
  inputs: { text: port("text", { title: "Text", description: "The text that is searched." }) },
  outputs: {
    matches: port("json", { title: "Matches", description: "Each with its text, its place from 0, and its groups." }),
    first: port("json", { title: "First", description: "The first match, or null." }),
    text: port("text", { title: "Text", description: "The text with each match replaced." }),
  },
  docs: {
    about:
      "The Regex node finds what matches a regular expression in a text, and replaces it. Each match has its text, the place where it begins, its groups in their order and the named ones by name; a group that took no part is null. The syntax is RE2's, whose time grows with the text alone: it has no backreferences and cannot look ahead or behind. The output “Text” is the text with each match replaced, where `$1` or `$<name>` stands for a group.",
    example: {
      summary: "Part numbers are found with their digits, and marked in the text.",
      config: { pattern: "(?P<letters>[A-Z])-(\\d+)", replacement: "[$&]" },
      inputs: { text: "Replace E-4711 by F-12." },
      outputs: {
        matches: [
          { text: "E-4711", at: 8, groups: ["E", "4711"], named: { letters: "E" } },
          { text: "F-12", at: 18, groups: ["F", "12"], named: { letters: "F" } },
        ],
        first: { text: "E-4711", at: 8, groups: ["E", "4711"], named: { letters: "E" } },
        text: "Replace [E-4711] by [F-12].",
      },
    },
  },
  build:
    ({ config }) =>
    async ({ text }, { signal }) => {
      const found = await findMatches({ ...config, text }, signal);
      return { matches: found.matches, first: found.matches[0] ?? null, text: found.text };
    },
});
