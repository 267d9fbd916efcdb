import { z } from "zod";

const WARN = 40;
const Line = z.object({
  level: z.number(),
  msg: z.string().default(""),
  err: z.object({ message: z.string() }).optional(),
});

type Source = { showAll: boolean; from: "stdout" | "stderr" };

/** A log line as people read it, or undefined when it need not be shown (it is in the log file in any case). */
export function readableLine(line: string, { showAll, from }: Source): string | undefined {
  const entry = line.startsWith("{") ? Line.safeParse(parseOr(line)) : undefined;
  if (!entry?.success) return line.trim() !== "" && (showAll || from === "stderr") ? line : undefined;
  const { level, msg, err } = entry.data;
  if (level < WARN && !showAll) return undefined;
  return err && !msg.includes(err.message) ? `${msg} (${err.message})` : msg;
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
