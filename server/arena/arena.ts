/** Which answers of Arena nodes people found best, and how often each model won. */
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import type { Standing } from "../../lib/views/arena-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { loadStatement } from "../../platform/database/sql-file.ts";
import { assertRun } from "../pipelines/assert-run.ts";

const arenaStandings = loadStatement(new URL("./sql/arena-standings.sql", import.meta.url), {
  workspaceId: "text",
  pipelineId: "text",
  nodeId: "text",
});

const Row = z.object({
  contender: z.string(),
  asked: z.number(),
  answered: z.number(),
  decided: z.number(),
  wins: z.number(),
  firstMs: z.number().nullable(),
  totalMs: z.number().nullable(),
  costUsd: z.number().nullable(),
});
const Answers = z.array(z.looseObject({ contender: z.string(), result: z.string() }));

export async function readStandings(
  { prisma, pool }: Db,
  ask: { workspaceId: string; pipelineId: string; nodeId: string },
): Promise<Standing[]> {
  const known = await prisma.pipeline.count({ where: { id: ask.pipelineId, workspaceId: ask.workspaceId } });
  if (known === 0) throw new PatchbayError("not_found", "There is no such pipeline.");
  const { rows } = await pool.query(arenaStandings(ask));
  return z.array(Row).parse(rows);
}

type Step = { workspaceId: string; runId: string; nodeId: string; iteration: string };

/** Null when no person has picked one. */
export async function readPick(db: Db, at: Step): Promise<number | null> {
  await assertRun(db, at.workspaceId, at.runId);
  const { workspaceId: _, ...key } = at;
  const row = await db.prisma.arenaPick.findUnique({ where: { runId_nodeId_iteration: key } });
  return row?.place ?? null;
}

/** The pick before it, if any, no longer counts. */
export async function pickAnswer(
  db: Db,
  at: Step,
  { place, pickedBy }: { place: number; pickedBy: string | undefined },
): Promise<void> {
  await assertRun(db, at.workspaceId, at.runId);
  const { workspaceId, ...key } = at;
  const step = await db.prisma.step.findUnique({ where: { runId_nodeId_iteration: key }, select: { output: true } });
  const { answers }: { answers?: unknown } = { ...Object(step?.output) };
  const answer = Answers.safeParse(answers).data?.[place];
  if (answer?.result !== "complete")
    throw new PatchbayError("not_found", "There is no such answer at this step. Choose one that is complete.");
  const picked = { place, contender: answer.contender, pickedBy: pickedBy ?? null };
  await db.prisma.arenaPick.upsert({
    where: { runId_nodeId_iteration: key },
    create: { ...key, workspaceId, ...picked },
    update: picked,
  });
}
