/** Texts that are longer than their model reads: no end of one is cut off, its parts are embedded, and their mean stands for it. */

type Vectors = number[][];

/** The server refuses a text for its length. */
export class TextTooLong extends Error {
  override name = "TextTooLong";
}

/** Shorter ones are refused for something else. */
const SHORTEST = 200;

function canBeParted(text: string): boolean {
  return text.length >= SHORTEST;
}

const tooLong =
  /context (length|window|size)|input length|too (long|many (input )?tokens)|too large to process|(maximum|max|at most).{0,60}(tokens?|length|context)|exceed\w*.{0,80}(tokens?|length|limit)|(tokens?|length).{0,40}exceed/i;
const tooMany =
  /too many (inputs|texts|items|documents|requests in)|batch size|max\w* (number of )?(inputs|texts|batch)|at most \d+ (inputs|texts|requests)|(inputs|texts) must be at most|request too large/i;

/** Servers have no code of their own for it. A limit of requests a minute is told with 429, and so is a request beyond it. */
export async function saysTooLong(
  response: Pick<Response, "status" | "text">,
  texts: readonly string[] = [],
): Promise<boolean> {
  const isOne = texts.length < 2;
  if (isOne && !texts.every(canBeParted)) return false;
  if (response.status === 413) return true;
  const words = (await response.text()).slice(0, 5000);
  if (response.status === 429) return /request too large/i.test(words);
  return [400, 422, 500].includes(response.status) && (tooLong.test(words) || (!isOne && tooMany.test(words)));
}

/** One vector a text. `embed` throws TextTooLong for texts of which one is too long. */
export async function embedWhole(
  embed: (texts: readonly string[]) => Promise<Vectors>,
  texts: readonly string[],
): Promise<Vectors> {
  try {
    return await embed(texts);
  } catch (thrown) {
    if (!(thrown instanceof TextTooLong)) throw thrown;
  }
  const [text = ""] = texts;
  if (texts.length > 1) {
    const middle = Math.ceil(texts.length / 2);
    const first = await embedWhole(embed, texts.slice(0, middle));
    return [...first, ...(await embedWhole(embed, texts.slice(middle)))];
  }
  const [one, other] = halvesOf(text);
  const [[first = []], [second = []]] = [await embedWhole(embed, [one]), await embedWhole(embed, [other])];
  return [mean({ vector: first, weight: one.length }, { vector: second, weight: other.length })];
}

/** At the space that is nearest to the middle, when one is near. */
function halvesOf(text: string): [string, string] {
  const middle = Math.floor(text.length / 2);
  const space = text.indexOf(" ", middle);
  const at = space >= 0 && space < middle * 1.2 ? space : middle;
  return [text.slice(0, at).toWellFormed(), text.slice(at).trim().toWellFormed() || "."];
}

type Part = { vector: readonly number[]; weight: number };

/** Of directions: a longer vector does not count for more, a longer text does. */
function mean(one: Part, other: Part): number[] {
  const [first, second] = [Math.hypot(...one.vector) || 1, Math.hypot(...other.vector) || 1];
  return one.vector.map(
    (value, index) => (value / first) * one.weight + ((other.vector[index] ?? 0) / second) * other.weight,
  );
}
