import { PatchbayError } from "../../lib/errors.ts";
import type { Feedback } from "../../lib/views/chat-views.ts";
import { Rating } from "../../lib/views/chat-views.ts";
import type { Db } from "../../platform/database/db.ts";

type Of = { workspaceId: string; runId: string };

/** What a person thought of this run's answer; null when no one has said so. */
export async function readFeedback({ prisma }: Db, of: Of): Promise<Feedback | null> {
  await assertRun(prisma, of);
  const row = await prisma.runFeedback.findUnique({ where: { runId: of.runId } });
  return row && { rating: Rating.parse(row.rating), note: row.note };
}

/** The feedback before it no longer counts; null takes it back. */
export async function giveFeedback(
  { prisma }: Db,
  of: Of & { givenBy?: string | undefined },
  feedback: Feedback | null,
): Promise<void> {
  await assertRun(prisma, of);
  const { workspaceId, runId, givenBy } = of;
  if (feedback === null) {
    await prisma.runFeedback.deleteMany({ where: { runId } });
    return;
  }
  const data = { ...feedback, givenBy: givenBy ?? null };
  await prisma.runFeedback.upsert({ where: { runId }, create: { runId, workspaceId, ...data }, update: data });
}

async function assertRun(prisma: Db["prisma"], { workspaceId, runId }: Of): Promise<void> {
  const known = await prisma.run.count({ where: { id: runId, workspaceId } });
  if (known === 0) throw new PatchbayError("not_found", "There is no such run in this workspace.");
}
