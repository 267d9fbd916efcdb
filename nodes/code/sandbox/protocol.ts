/** What goes between a worker and its sandboxes: strings and numbers, as JSON. */

export type Ask = {
  /** The body of an async function with one parameter, `inputs`. */
  code: string;
  language: "JavaScript" | "TypeScript";
  /** The inputs as JSON; a whole number beyond 2^53 is a text of `mark` and its digits. */
  inputs: string;
  mark: string;
  timeMs: number;
};

/** Lines and columns of the user's code count from 1. `output` is JSON as the inputs are; undefined when nothing was returned. */
export type Answer = { console: string } & (
  | { output?: string | undefined }
  | { error: { message: string; line?: number; column?: number }; isOverTime?: boolean }
);

/** Sent once, when the process can take its first question. */
export type Ready = { ready: true };

/** How much a call may take of memory, and how much text of its console is kept. */
export const limits = { memoryMb: 64, consoleChars: 64_000, outputChars: 10_000_000 } as const;
