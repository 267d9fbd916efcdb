import { exampleFiles } from "../../server/examples/example-files.ts";

/** Texts of the length of a full chunk, of the handbook's words, each with a code of its own. */
export async function makeTexts(size: number): Promise<string[]> {
  const files = await exampleFiles("handbook");
  const words = files.flatMap(({ data }) => new TextDecoder().decode(data).split(/\s+/));
  return Array.from({ length: size }, (_, index) => {
    const picked = [`E-${index}`];
    let at = (index * 7919) % words.length;
    for (let length = 0; length < 780; ) {
      const word = words[at] ?? "";
      picked.push(word);
      length += word.length + 1;
      at = (at * 31 + index + 1) % words.length;
    }
    return picked.join(" ");
  });
}

/** A vector of unit length in the neighbourhood of another one, always the same for a number. */
export function near(vector: readonly number[], number: number): number[] {
  const moved = vector.map((value, index) => value + 0.05 * Math.sin(number * 12.9898 + index * 78.233));
  const length = Math.hypot(...moved);
  return moved.map((value) => value / length);
}
