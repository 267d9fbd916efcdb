/** What the sender of a delivery is told of its run: at once, at its end, or while it goes on. */
import { getOutcome, outcomeFromNotification, withWholeOutput } from "../../engine/history/read-runs.ts";
import { waitForEnd } from "../../engine/history/wait-for-run.ts";
import { reasoningPart } from "../../lib/chat/answer-in.ts";
import { isFinished, type RunEvent } from "../../lib/run.ts";
import type { AppContext } from "../app-context.ts";
import type { Accepted } from "./accept-delivery.ts";
import type { OpenHook } from "./open-hook.ts";
import { asJson, type HookResponse, responseOf } from "./response.ts";

type Deps = Pick<AppContext, "db" | "watcher">;

export function acceptedResponse({ runId, isRepeated }: Accepted): HookResponse {
  return asJson(202, { runId, ...(isRepeated ? { isRepeated } : {}) });
}

/** The output of the run; 202 when it goes on for longer. Why a run failed is for members only. */
export async function awaitResponse(
  { db, watcher }: Deps,
  hook: OpenHook,
  { accepted, signal }: { accepted: Accepted; signal: AbortSignal },
): Promise<HookResponse> {
  const { runId } = accepted;
  const { workspaceId } = hook;
  const ended = await waitForEnd(db, { watcher, runId, seconds: hook.settings.waitSeconds, signal });
  const run = (ended && outcomeFromNotification(ended, workspaceId)) || (await getOutcome(db, workspaceId, runId));
  if (!isFinished(run.status)) return acceptedResponse(accepted);
  if (run.status === "succeeded") return responseOf((await withWholeOutput(db, workspaceId, run)).output ?? {});
  const message = run.status === "failed" ? "The run failed." : "The run was cancelled.";
  return asJson(500, { code: "run_failed", message, runId });
}

type Message = { id: string; event: string; data: object };

/** Tokens as they come, then the output. */
export async function* streamMessages(
  { db, watcher }: Deps,
  hook: OpenHook,
  { accepted: { runId }, signal }: { accepted: Accepted; signal: AbortSignal },
): AsyncGenerator<Message> {
  yield { id: "0", event: "run", data: { runId } };
  for await (const event of watcher.watch(runId, 0, signal)) {
    const message = messageOf(event);
    if (message) yield message;
    if (event.data.type !== "run.succeeded") continue;
    const run = await withWholeOutput(db, hook.workspaceId, await getOutcome(db, hook.workspaceId, runId));
    yield { id: String(event.seq), event: "output", data: run.output ?? {} };
  }
}

function messageOf({ seq, data }: RunEvent): Message | undefined {
  const id = String(seq);
  if (data.type === "step.tokens") {
    if (data.part === reasoningPart) return undefined;
    return { id, event: "token", data: { nodeId: data.nodeId, text: data.deltas.map(([, text]) => text).join("") } };
  }
  if (data.type === "run.failed") return { id, event: "failed", data: { message: "The run failed." } };
  return data.type === "run.cancelled"
    ? { id, event: "failed", data: { message: "The run was cancelled." } }
    : undefined;
}
