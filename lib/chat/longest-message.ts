/** A message of a chat, in characters. */
export const longestMessage = 100_000;
