import type { CollectionDriver, Match } from "../driver.ts";

type Chunk = Omit<Match, "score">;
type Options = { give: "sections" | "documents"; limit: number; maxCharacters: number };

/** So many chunks to each side are read at first; a chunk has about 800 characters, and a row of a table far fewer. */
const REACH = 32;
const MOST_REACH = 128;

/**
 * For each chunk found, all that stands around it: its section, which is the chunks beside it with the same heading (or page,
 * where there are no headings), or its document. What is longer than `maxCharacters` is cut around the chunk, at chunks.
 * What has been given with a better one is not given again.
 */
export async function giveParents(
  driver: Pick<CollectionDriver, "chunks">,
  matches: readonly Match[],
  { give, limit, maxCharacters }: Options,
): Promise<Match[]> {
  const given: (Match & { to: number })[] = [];
  for (const match of matches) {
    if (given.length === limit) break;
    const before = given.filter(({ documentId }) => documentId === match.documentId);
    const isGiven = (place: number) => before.some(({ position, to }) => place >= position && place <= to);
    if (isGiven(match.position)) continue;
    const isOfSection = give === "documents" ? () => true : sectionOf(match);
    const isSame = (chunk: Chunk) => isOfSection(chunk) && !isGiven(chunk.position);
    const chunks = await readAround(driver, match, { isSame, maxCharacters });
    const [first = match, last = match] = [chunks[0], chunks.at(-1)];
    const text = chunks.length === 0 ? match.text : join(chunks.map((chunk) => chunk.text));
    given.push({ ...match, text, position: first.position, to: last.position });
  }
  return given.map(({ to: _, ...match }) => match);
}

/** What belongs together around the chunk. Read more widely while it goes on to an end of what was read. */
async function readAround(
  driver: Pick<CollectionDriver, "chunks">,
  match: Match,
  wanted: Window,
  reach = REACH,
): Promise<Chunk[]> {
  const from = Math.max(0, match.position - reach);
  const limit = match.position - from + 1 + reach;
  const read = await driver.chunks(match.documentId, { from, limit });
  const taken = windowIn(read, match, wanted);
  const hasBefore = from > 0 && taken[0] === read[0];
  const hasBehind = read.length === limit && taken.at(-1) === read.at(-1);
  const isEnough = taken.length === 0 || !(hasBefore || hasBehind) || reach >= MOST_REACH;
  return isEnough ? taken : readAround(driver, match, wanted, reach * 4);
}

function sectionOf({ metadata: { heading, page } }: Chunk): (chunk: Chunk) => boolean {
  if (heading !== undefined) return (chunk) => chunk.metadata.heading === heading;
  if (page !== undefined) return (chunk) => chunk.metadata.page === page;
  return (chunk) => chunk.metadata.heading === undefined && chunk.metadata.page === undefined;
}

type Window = { isSame: (chunk: Chunk) => boolean; maxCharacters: number };

/** The chunk, and by turns what stands behind and before it, while it belongs together and there is room. */
function windowIn(chunks: readonly Chunk[], { position }: Match, { isSame, maxCharacters }: Window): Chunk[] {
  const middle = chunks.findIndex((chunk) => chunk.position === position);
  const found = chunks[middle];
  if (!found) return [];
  const taken = [found];
  let [before, after, characters] = [middle - 1, middle + 1, found.text.length];
  const fits = (chunk: Chunk | undefined): chunk is Chunk =>
    chunk !== undefined && isSame(chunk) && characters + chunk.text.length <= maxCharacters;
  while (true) {
    const [next, previous] = [chunks[after], chunks[before]];
    const hasNext = fits(next);
    if (hasNext) {
      taken.push(next);
      characters += next.text.length;
      after += 1;
    }
    const hasPrevious = fits(previous);
    if (hasPrevious) {
      taken.unshift(previous);
      characters += previous.text.length;
      before -= 1;
    }
    if (!hasNext && !hasPrevious) return taken;
    // A gap would read as if nothing were missing.
    if (!hasNext) after = chunks.length;
    if (!hasPrevious) before = -1;
  }
}

const MAX_OVERLAP = 1000;

/** Chunks repeat the end of the one before them; what they have in common stands there once. */
function join(texts: readonly string[]): string {
  return texts.reduce((text, next) => {
    const overlap = overlapOf(text, next);
    return overlap > 0 ? text + next.slice(overlap) : `${text}\n\n${next}`;
  });
}

function overlapOf(text: string, next: string): number {
  for (let length = Math.min(MAX_OVERLAP, text.length, next.length); length >= 20; length--) {
    if (text.endsWith(next.slice(0, length))) return length;
  }
  return 0;
}
