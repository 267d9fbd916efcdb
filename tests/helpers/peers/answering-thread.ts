/** A thread for tests of bounded-thread.ts: it answers, works for a while, hangs or fills its memory, as it is asked. */
import { answerInTurn } from "../../../nodes/bounded/answer-in-turn.ts";

type Ask = { say?: number; workMs?: number; hang?: boolean; fill?: boolean };

answerInTurn(({ say, workMs = 0, hang, fill }: Ask) => {
  const until = performance.now() + (hang ? Number.POSITIVE_INFINITY : workMs);
  while (performance.now() < until);
  const memory: number[][] = [];
  while (fill) memory.push(new Array(100_000).fill(memory.length));
  return say ?? "done";
});
