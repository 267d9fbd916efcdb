/** The answer to a submission while it is written, for the stranger who sent it: words of the Output node, and nothing else. */
import { getOutcome, withWholeOutput } from "../../engine/history/read-runs.ts";
import { readSnapshot } from "../../engine/queue/snapshots/snapshots.ts";
import { answerOf } from "../../lib/chat/chat-shape.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { RunEvent, Values } from "../../lib/run.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { isObject } from "../../lib/values/is-object.ts";
import type { Json } from "../../lib/values/json.ts";
import type { FormAnswer } from "../../lib/views/live/form-views.ts";
import type { AppContext } from "../app-context.ts";
import { runOfDelivery } from "../hooks/accept-delivery.ts";
import { openHook } from "../hooks/open-hook.ts";

type Told = { seq: number; answer: FormAnswer };

/** `key` is what the browser sent with its submission, and known to it alone. Throws `not_found` for another one. */
export async function* followAnswer(
  app: AppContext,
  { token, key, after }: { token: string; key: string; after: number },
  signal: AbortSignal,
): AsyncGenerator<Told> {
  const form = await openHook(app, "form", token);
  const runId = form.settings.after === "the answer" ? await runOfDelivery(app, form, key) : undefined;
  if (runId === undefined) throw new PatchbayError("not_found", "There is no answer to show.");
  const { workspaceId } = form;
  // Another version may be on by now.
  const started = await app.db.prisma.run.findFirst({
    where: { id: runId, workspaceId },
    select: { snapshotId: true },
  });
  const graph = await readSnapshot(app.db, workspaceId, started?.snapshotId ?? form.target.snapshotId);
  const { answers, speakers } = answerOf(graph, app.catalogue);
  for await (const event of app.watcher.watch(runId, after, signal)) {
    if (event.data.type === "run.succeeded") {
      const run = await withWholeOutput(app.db, workspaceId, await getOutcome(app.db, workspaceId, runId));
      yield { seq: event.seq, answer: { type: "answer", text: wordsOf(run.output ?? {}, answers) } };
      continue;
    }
    const answer = answerIn(event, speakers);
    if (answer) yield { seq: event.seq, answer };
  }
}

function answerIn({ data }: RunEvent, speakers: readonly string[]): FormAnswer | undefined {
  switch (data.type) {
    case "run.failed":
    case "run.cancelled":
      return { type: "failed", message: "There is no answer this time. What you sent has arrived." };
    case "step.started":
      return speaks(data.nodeId, speakers) ? { type: "piece", text: "", isFresh: true } : undefined;
    case "step.tokens": {
      if (!speaks(data.nodeId, speakers) || data.part !== undefined) return undefined;
      const text = data.deltas.map(([, piece]) => piece).join("");
      return { type: "piece", text, isFresh: data.isFresh ?? false };
    }
    default:
      return undefined;
  }
}

const speaks = (nodeId: string, speakers: readonly string[]) =>
  speakers.some((id) => nodeId === id || nodeId.startsWith(`${id}/`));

/** The field with the answer; of an output without a text, all of it. Markdown. */
function wordsOf(output: Values, answers: readonly string[]): string {
  const answer = answers.map((name) => textOf(output[name])).find((text) => text !== undefined);
  return (
    answer ??
    Object.entries(output)
      .map(([name, value]) => `**${name}:** ${shown(value)}`)
      .join("\n\n")
  );
}

function textOf(value: Json | undefined): string | undefined {
  if (typeof value === "string") return value;
  const isMessage = isObject(value) && "content" in value;
  return isMessage && typeof value.content === "string" ? value.content : undefined;
}

const shown = (value: Json) => textOf(value) ?? `\`${stringifyJson(value)}\``;
