import { z } from "zod";
import { Done } from "../../../lib/views/api-views.ts";
import { requiresTwoFactor, setRequiresTwoFactor } from "../../auth/two-factor/requirement.ts";
import { done } from "../shared/inputs.ts";
import { procedure, router } from "../trpc.ts";

const Rules = z.strictObject({ requiresTwoFactor: z.boolean() });

/** What a workspace asks of its members when they sign in. */
export const signInRules = router({
  get: procedure("members.read")
    .output(Rules)
    .query(async ({ ctx }) => ({ requiresTwoFactor: await requiresTwoFactor(ctx.app.db.prisma, ctx.workspaceId) })),

  set: procedure("workspace.update")
    .input(Rules)
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setRequiresTwoFactor(ctx.app.db.prisma, ctx.workspaceId, input.requiresTwoFactor);
      return done;
    }),
});
