import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { OwnWorkspaces } from "../../../lib/views/workspace-views.ts";
import { createWorkspace, deleteWorkspace, listOwnWorkspaces, workspaceWith } from "../../auth/own-workspaces.ts";
import { ensureOwner } from "../../auth/owner.ts";
import { leaveWorkspace } from "../../auth/workspaces.ts";
import { done, Id, Name } from "../shared/inputs.ts";
import { requireUser } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

const WorkspaceName = z.object({ id: Id, name: z.string() });

/** The workspaces of the person who asks. Which one a call is about, its header says (auth/actor.ts). */
export const workspaces = router({
  list: procedure("account.manage")
    .output(OwnWorkspaces)
    .query(({ ctx }) => {
      const { db, env } = ctx.app;
      return listOwnWorkspaces({ prisma: db.prisma, env }, requireUser(ctx).id);
    }),

  /** Which of them has something. */
  find: procedure("account.manage")
    .input(z.strictObject({ kind: z.enum(["pipeline", "run", "collection"]), id: Id }))
    .output(WorkspaceName)
    .query(({ ctx, input }) => workspaceWith(ctx.app.db.prisma, requireUser(ctx).id, input)),

  create: procedure("account.manage")
    .input(z.strictObject({ name: Name }))
    .output(z.object({ id: Id }))
    .mutation(async ({ ctx, input: { name } }) => {
      const { db, env, audit } = ctx.app;
      const user = requireUser(ctx);
      const { id } = await createWorkspace({ prisma: db.prisma, env }, { userId: user.id, name });
      await audit.record({
        ...{ workspaceId: id, ip: ctx.ip, action: "workspace.created", kind: "workspace", details: {} },
        ...{ actor: { kind: "user", id: user.id, name: user.email }, target: { id, name } },
      });
      return { id };
    }),

  /** The id says again which one, so that no one leaves another than the one they see. */
  leave: procedure("account.manage")
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      assertCurrent(ctx, input);
      await leaveWorkspace(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, userId: requireUser(ctx).id });
      return done;
    }),

  delete: procedure("workspace.delete")
    .input(z.strictObject({ id: Id, name: z.string().max(200) }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      assertCurrent(ctx, input);
      const { db, topics, collections, log, audit } = ctx.app;
      const doomed = { workspaceId: ctx.workspaceId, userId: requireUser(ctx).id, name: input.name };
      await deleteWorkspace({ prisma: db.prisma, topics, collections }, doomed);
      log.info({ workspaceId: doomed.workspaceId, userId: doomed.userId }, "a workspace was deleted");
      // Its own audit log has gone with it: the installation's administrators read this.
      const { id, email } = requireUser(ctx);
      await audit.record({
        ...{ workspaceId: (await ensureOwner(db.prisma)).workspaceId, ip: ctx.ip, details: {} },
        ...{ action: "workspace.deleted", kind: "workspace" },
        ...{ actor: { kind: "user", id, name: email }, target: { id: doomed.workspaceId, name: doomed.name } },
      });
      return done;
    }),
});

function assertCurrent(ctx: { workspaceId: string }, { id }: { id: string }): void {
  if (id !== ctx.workspaceId) throw new PatchbayError("not_found", "This is not the workspace that you are in.");
}
