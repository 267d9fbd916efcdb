import { readWrittenNumber } from "../../../lib/values/written/written-number.ts";

/** Which answers say the same. */
type Part = "the whole answer" | "the last line" | "the first number";
type Votes = { vote: string; places: number[] };

/** The most first; of as many, the one that was given first. An answer without the part that is compared stands for itself. */
export function countVotes(answers: readonly string[], part: Part): Votes[] {
  const votes = new Map<string, Votes>();
  for (const [place, answer] of answers.entries()) {
    const vote = plain(partOf(answer, part, answers));
    const known = votes.get(vote);
    if (known) known.places.push(place);
    else votes.set(vote, { vote, places: [place] });
  }
  return [...votes.values()].sort((a, b) => b.places.length - a.places.length);
}

function partOf(answer: string, part: Part, all: readonly string[]): string {
  if (part === "the last line") return answer.split("\n").findLast(hasWords) ?? answer;
  if (part === "the first number") return numberIn(answer, all) ?? answer;
  return answer;
}

/** The end of a block of code or a line under a text says nothing. */
const hasWords = (line: string) => /[\p{L}\p{N}]/u.test(line);

/**
 * 1,234.50, 1.234,5 and 1234.5 are one number. What can be two, as 1,234 can, is the one that another answer says beyond
 * doubt, or else nothing but itself.
 */
function numberIn(answer: string, all: readonly string[]): string | undefined {
  const written = writtenIn(answer);
  if (written === undefined) return undefined;
  const readings = readingsOf(written);
  const [first] = readings;
  if (readings.length < 2) return first ?? written;
  const others = new Set(
    all.map((each) => readingsOf(writtenIn(each) ?? "")).flatMap((each) => (each.length === 1 ? each : [])),
  );
  const said = readings.filter((reading) => others.has(reading));
  return said.length === 1 ? said[0] : written;
}

function writtenIn(answer: string): string | undefined {
  const [found] = /[-−]?\d+(?:[.,]\d+)*/.exec(answer) ?? [];
  return found?.replace("−", "-");
}

/** The numbers that it can be. */
function readingsOf(written: string): string[] {
  const formats = ["decimal-point", "decimal-comma"] as const;
  const read = formats.map((format) => readWrittenNumber(written, { format }));
  return [...new Set(read.flatMap((number) => (number === undefined ? [] : [String(number)])))];
}

/** Without letter case, Markdown's marks and punctuation at the ends, and with one space between words. */
function plain(text: string): string {
  const bare = text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/^[\s*_`"'“”‘’«»([{]+|[\s*_`"'“”‘’«»)\]}.,;:!?]+$/gu, "");
  // Of marks alone, all count.
  return bare === "" ? text.trim() : bare;
}
