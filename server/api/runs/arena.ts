import { z } from "zod";
import { Done } from "../../../lib/views/api-views.ts";
import { Standing } from "../../../lib/views/arena-views.ts";
import { pickAnswer, readPick, readStandings } from "../../arena/arena.ts";
import { done, Id } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

const Path = z.string().min(1).max(2000);
const step = { runId: Id, nodeId: Path, iteration: z.string().max(200).default("") };

/** The answers of Arena nodes: which one a person found best, and how often each model won. */
export const arena = router({
  standings: procedure("runs.read")
    .input(z.strictObject({ pipelineId: Id, nodeId: Path }))
    .output(z.array(Standing))
    .query(({ ctx, input }) => readStandings(ctx.app.db, { workspaceId: ctx.workspaceId, ...input })),

  picked: procedure("runs.read")
    .input(z.strictObject(step))
    .output(z.object({ place: z.number().int().nullable() }))
    .query(async ({ ctx, input }) => ({
      place: await readPick(ctx.app.db, { workspaceId: ctx.workspaceId, ...input }),
    })),

  pick: procedure("answers.pick")
    .input(z.strictObject({ ...step, place: z.number().int().min(0).max(20) }))
    .output(Done)
    .mutation(async ({ ctx, input: { place, ...at } }) => {
      await pickAnswer(
        ctx.app.db,
        { workspaceId: ctx.workspaceId, ...at },
        { place, pickedBy: authorId(ctx) ?? undefined },
      );
      return done;
    }),
});
