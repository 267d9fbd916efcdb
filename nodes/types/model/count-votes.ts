/** Which answers say the same. */
type Part = "the whole answer" | "the last line" | "the first number";
type Votes = { vote: string; places: number[] };

/** The most first; of as many, the one that was given first. An answer without the part that is compared stands for itself. */
export function countVotes(answers: readonly string[], part: Part): Votes[] {
  const votes = new Map<string, Votes>();
  for (const [place, answer] of answers.entries()) {
    const vote = plain(partOf(answer, part));
    const known = votes.get(vote);
    if (known) known.places.push(place);
    else votes.set(vote, { vote, places: [place] });
  }
  return [...votes.values()].sort((a, b) => b.places.length - a.places.length);
}

function partOf(answer: string, part: Part): string {
  if (part === "the last line") return answer.trim().split("\n").at(-1) ?? answer;
  if (part === "the first number") return numberIn(answer) ?? answer;
  return answer;
}

/** 1,234.50 and 1234.5 are one number. */
function numberIn(answer: string): string | undefined {
  const [found] = /[-−]?\d[\d,]*(?:\.\d+)?/.exec(answer) ?? [];
  const value = found === undefined ? Number.NaN : Number(found.replace("−", "-").replaceAll(",", ""));
  return Number.isNaN(value) ? undefined : String(value);
}

/** Without letter case, Markdown's marks and punctuation at the ends, and with one space between words. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/^[\s*_`"'“”‘’«»([{]+|[\s*_`"'“”‘’«»)\]}.,;:!?]+$/gu, "");
}
