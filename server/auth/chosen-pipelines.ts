/** Which pipeline a call is about, for keys that are for chosen pipelines only. A call that is not listed here is closed to them. */
import type { Db } from "../../platform/database/db.ts";
import type { Actor } from "./authorize.ts";

/** The field of the input that names the pipeline, or a run or a conversation of it. */
type NamedBy = { pipeline: string } | { run: string } | { conversation: string };

const byId = { pipeline: "id" };
const byPipelineId = { pipeline: "pipelineId" };
const byRun = { run: "id" };
const byConversation = { conversation: "id" };

export const namedBy: Readonly<Record<string, NamedBy>> = {
  "pipelines.get": byId,
  "pipelines.check": byId,
  "pipelines.versions": byId,
  "pipelines.version": byId,
  "pipelines.triggers": byId,
  "usage.pipelineBudget": byId,
  "usage.estimate": byId,
  "usage.ofRun": byRun,
  "backfills.list": byId,
  "backfills.start": byId,
  "backfills.cancel": byId,
  "batches.create": byId,
  "batches.list": byId,
  "batches.get": byId,
  "batches.rows": byId,
  "batches.start": byId,
  "batches.pause": byId,
  "batches.resume": byId,
  "batches.cancel": byId,
  "batches.retry": byId,
  "batches.delete": byId,
  "runs.start": byPipelineId,
  "runs.list": byPipelineId,
  "runs.count": byPipelineId,
  "runs.get": byRun,
  "runs.graph": byRun,
  "runs.cancel": byRun,
  "runs.resume": byRun,
  "runs.runFrom": byRun,
  "runs.resumePreview": byRun,
  "runs.progress": byRun,
  "runs.iterations": byRun,
  "runs.inside": byRun,
  "runs.steps": byRun,
  "runs.events": byRun,
  "conversations.chat": byPipelineId,
  "conversations.list": byPipelineId,
  "conversations.create": byPipelineId,
  "conversations.get": byConversation,
  "conversations.rename": byConversation,
  "conversations.delete": byConversation,
  "conversations.send": byConversation,
  "conversations.feedback": { run: "runId" },
  "conversations.giveFeedback": { run: "runId" },
};

type Found = { pipelineId: string | undefined };

/** Of a procedure's call, as `authorize` wants it. Only for keys for chosen pipelines: others are not limited. */
export async function pipelineOfCall(
  { actor, app }: { actor: Actor; app: { db: Db } },
  path: string,
  readInput: () => Promise<unknown>,
): Promise<Found | undefined> {
  if (actor.kind !== "key" || !actor.pipelineIds) return undefined;
  const named = namedBy[path];
  if (!named) return undefined;
  const input = await readInput();
  const read = (field: string) => {
    const value: unknown = typeof input === "object" && input !== null ? Reflect.get(input, field) : undefined;
    return typeof value === "string" ? value : "";
  };
  if ("pipeline" in named) return { pipelineId: read(named.pipeline) };
  if ("run" in named) return await pipelineOf(app.db, actor, { run: read(named.run) });
  return await pipelineOf(app.db, actor, { conversation: read(named.conversation) });
}

/** The pipeline of a run or a conversation of the key's workspace. */
export async function pipelineOf(
  { prisma }: Pick<Db, "prisma">,
  actor: Actor,
  of: { run: string } | { conversation: string },
): Promise<Found | undefined> {
  if (actor.kind !== "key" || !actor.pipelineIds) return undefined;
  const { workspaceId } = actor;
  const select = { pipelineId: true } as const;
  const row =
    "run" in of
      ? await prisma.run.findFirst({ where: { id: of.run, workspaceId }, select })
      : await prisma.conversation.findFirst({ where: { id: of.conversation, workspaceId }, select });
  return { pipelineId: row?.pipelineId };
}
