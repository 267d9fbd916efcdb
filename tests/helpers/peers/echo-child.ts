/** A child for tests of the host: does what it is asked to. */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { serveHost } from "../../../nodes/models/built-in/child-protocol.ts";

const Ask = z.object({
  say: z.string().optional(),
  sleepMs: z.number().optional(),
  crash: z.boolean().optional(),
  env: z.boolean().optional(),
  pid: z.boolean().optional(),
  aborted: z.boolean().optional(),
  deafMs: z.number().optional(),
});
let aborted = 0;

serveHost(async (asked, { signal, onPiece }) => {
  const { say, sleepMs, crash, env, pid, aborted: count, deafMs } = Ask.parse(asked);
  signal.addEventListener("abort", () => {
    aborted += 1;
  });
  if (crash) process.kill(process.pid, "SIGSEGV");
  if (deafMs) {
    onPiece("deaf");
    await sleep(1);
    // As native code that is busy: nothing else is heard meanwhile.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, deafMs);
  }
  if (sleepMs) await sleep(sleepMs, undefined, { signal });
  if (env) return process.env;
  if (pid) return process.pid;
  if (count) return aborted;
  for (const word of say?.split(" ") ?? []) onPiece(word);
  return say;
});
