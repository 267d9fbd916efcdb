/** What a model's child process and its host say to each other, and the child's side of it. */
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";

const ToChild = z.discriminatedUnion("type", [
  z.object({ id: z.number(), type: z.literal("call"), ask: z.unknown() }),
  z.object({ id: z.number(), type: z.literal("abort") }),
]);

export const FromChild = z.discriminatedUnion("type", [
  z.object({ id: z.number(), type: z.literal("piece"), text: z.string() }),
  z.object({ id: z.number(), type: z.literal("done"), result: z.unknown() }),
  z.object({
    id: z.number(),
    type: z.literal("error"),
    code: z.enum(["bad_input", "unavailable", "internal"]),
    message: z.string(),
  }),
]);
export type FromChild = z.infer<typeof FromChild>;

type Work = (ask: unknown, call: { signal: AbortSignal; onPiece(text: string): void }) => Promise<unknown>;

/** Answers the host's calls with `work` until the host is gone. */
export function serveHost(work: Work): void {
  const running = new Map<number, AbortController>();
  const send = (message: FromChild) => process.connected && process.send?.(message);
  // Ctrl+C reaches the whole group of processes; a call that the host wants to finish must not die of it.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
  process.on("disconnect", () => process.exit());
  process.on("message", async (received) => {
    const message = ToChild.parse(received);
    const { id } = message;
    if (message.type === "abort") return running.get(id)?.abort();
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const onPiece = (text: string) => send({ id, type: "piece", text });
      send({ id, type: "done", result: await work(message.ask, { signal: controller.signal, onPiece }) });
    } catch (thrown) {
      send({ id, type: "error", ...describeError(thrown) });
    } finally {
      running.delete(id);
    }
  });
}

function describeError(thrown: unknown): { code: "bad_input" | "unavailable" | "internal"; message: string } {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const code = thrown instanceof PatchbayError && thrown.code === "bad_input" ? "bad_input" : "unavailable";
  return { code, message };
}
