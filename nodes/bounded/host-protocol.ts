import type { Result } from "./bounded-thread.ts";

/**
 * Which script answers, and within which limits. With `buffersMb` each question has a thread of its own, which may take so
 * much beside its heap; without it one thread answers all questions in turn.
 */
export type Work = {
  readonly script: string;
  readonly seconds: number;
  readonly memoryMb: number;
  readonly buffersMb?: number;
};

type Question = { id: number; work: Work; question: unknown };
export type ToHost = (Question | { stop: number })[];
export type FromHost = { id: number; result: Result }[];
