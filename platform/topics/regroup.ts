/** A list for each of the lists that were put together to ask for it. */
export function regroup<T>(asked: readonly { length: number }[], answers: readonly T[]): T[][] {
  const parts: T[][] = [];
  let at = 0;
  for (const { length } of asked) {
    parts.push(answers.slice(at, at + length));
    at += length;
  }
  return parts;
}
