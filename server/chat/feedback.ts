import type { Feedback } from "../../lib/views/chat-views.ts";
import { Rating } from "../../lib/views/chat-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { assertRun } from "../pipelines/assert-run.ts";

type Of = { workspaceId: string; runId: string };

/** What a person thought of this run's answer; null when no one has said so. */
export async function readFeedback(db: Db, of: Of): Promise<Feedback | null> {
  await assertRun(db, of.workspaceId, of.runId);
  const row = await db.prisma.runFeedback.findUnique({ where: { runId: of.runId } });
  return row && { rating: Rating.parse(row.rating), note: row.note };
}

/** The feedback before it no longer counts; null takes it back. */
export async function giveFeedback(
  db: Db,
  of: Of & { givenBy?: string | undefined },
  feedback: Feedback | null,
): Promise<void> {
  const { workspaceId, runId, givenBy } = of;
  await assertRun(db, workspaceId, runId);
  if (feedback === null) {
    await db.prisma.runFeedback.deleteMany({ where: { runId } });
    return;
  }
  const data = { ...feedback, givenBy: givenBy ?? null };
  await db.prisma.runFeedback.upsert({ where: { runId }, create: { runId, workspaceId, ...data }, update: data });
}
