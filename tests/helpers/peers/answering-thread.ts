/** A thread for tests of nodes/bounded: it answers, works for a while, hangs, fills its memory or ends its process, as asked. */
import { answerInTurn } from "../../../nodes/bounded/answer-in-turn.ts";

type Ask = { say?: number; workMs?: number; hang?: boolean; fill?: boolean; end?: boolean; pid?: boolean };

answerInTurn(({ say, workMs = 0, hang, fill, end, pid }: Ask) => {
  const until = performance.now() + (hang || end ? Number.POSITIVE_INFINITY : workMs);
  if (end) process.kill(process.pid, "SIGKILL");
  while (performance.now() < until);
  const memory: number[][] = [];
  while (fill) memory.push(new Array(100_000).fill(memory.length));
  return pid ? process.pid : (say ?? "done");
});
