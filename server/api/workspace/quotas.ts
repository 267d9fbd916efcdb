/** What workspaces may have at most, and what they have. */
import { z } from "zod";
import { Quotas } from "../../../lib/access/quotas.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { QuotasPage, QuotasView } from "../../../lib/views/quota-views.ts";
import { listQuotas, quotasOf, setQuotas } from "../../../platform/quotas/quotas.ts";
import { auditActor } from "../../audit/audit-call.ts";
import { assertAdministrator, isAdministrator } from "../../auth/installation.ts";
import { done, Id } from "../shared/inputs.ts";
import { procedure, router } from "../trpc.ts";

const tags = ["Quotas"];

export const quotas = router({
  current: procedure("workspace.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/quotas",
        summary: "What the workspace may have at most, and what it has",
        description:
          "A run that exceeds a quota of runs is refused with 429, over_run_quota and Retry-After; anything else with 403 and over_quota.",
        tags,
      },
    })
    .output(QuotasView)
    .query(async ({ ctx }) => {
      const { db } = ctx.app;
      const [own, mayManage] = await Promise.all([
        quotasOf(db, ctx.workspaceId),
        isAdministrator(db.prisma, ctx.member),
      ]);
      return { ...own, resetsAt: nextDay(), mayManage };
    }),

  list: procedure("quotas.manage")
    .meta({
      openapi: {
        method: "GET",
        path: "/installation/quotas",
        summary: "The quotas of all workspaces, and what each has",
        description: "For owners of the installation's first workspace and their keys.",
        tags,
      },
    })
    .input(
      z.strictObject({
        cursor: Id.optional().meta({ description: "The nextCursor of the page before." }),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(QuotasPage)
    .query(async ({ ctx, input }) => {
      await assertAdministrator(ctx.app.db.prisma, ctx.member);
      return await listQuotas(ctx.app.db, input);
    }),

  set: procedure("quotas.manage")
    .meta({
      openapi: {
        method: "PUT",
        path: "/installation/quotas/{id}",
        summary: "Set the quotas of a workspace",
        description:
          "All of them: one that is left out has no limit afterwards. They count from the next thing that is asked for; what is there stays. For owners of the installation's first workspace and their keys.",
        tags,
      },
    })
    .input(z.strictObject({ id: Id, quotas: Quotas }))
    .output(Done)
    .mutation(async ({ ctx, input: { id, quotas: given } }) => {
      const { db, audit } = ctx.app;
      await assertAdministrator(db.prisma, ctx.member, { workspaceId: id });
      await setQuotas(db, id, given);
      const { name } = await quotasOf(db, id);
      const actor = await auditActor(db.prisma, ctx.member);
      const entry = { ip: ctx.ip, action: "workspace.quotas set", kind: "workspace", actor } as const;
      for (const workspaceId of new Set([ctx.workspaceId, id])) {
        await audit.record({ ...entry, workspaceId, target: { id, name }, details: { quotas: given } });
      }
      return done;
    }),
});

function nextDay(): string {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1)).toISOString();
}
