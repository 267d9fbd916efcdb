import { z } from "zod";
import { ModelRef } from "../../../lib/models/models.ts";
import { Done, WorkspaceView } from "../../../lib/views/api-views.ts";
import { MemberView } from "../../../lib/views/workspace-views.ts";
import { currentWorkspace, listMembers, removeMember, setRole, updateWorkspace } from "../../auth/workspaces.ts";
import { done, Id, Name, RoleChoice } from "../shared/inputs.ts";
import { procedure, router } from "../trpc.ts";

export const workspace = router({
  current: procedure("workspace.read")
    .meta({ openapi: { method: "GET", path: "/workspace", summary: "The workspace of this key", tags: ["Workspace"] } })
    .output(WorkspaceView)
    .query(async ({ ctx }) => ({
      ...(await currentWorkspace(ctx.app.db.prisma, ctx.member)),
      models: await ctx.app.models.status(),
    })),

  update: procedure("workspace.update")
    .input(z.strictObject({ name: Name.optional(), defaultModel: ModelRef.optional() }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await updateWorkspace(ctx.app.db.prisma, ctx.workspaceId, input);
      return done;
    }),

  members: procedure("members.read")
    .output(z.array(MemberView))
    .query(({ ctx }) => listMembers(ctx.app.db.prisma, ctx.workspaceId)),

  removeMember: procedure("members.manage")
    .input(z.strictObject({ userId: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await removeMember(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, ...input });
      return done;
    }),

  setRole: procedure("members.manage")
    .input(z.strictObject({ userId: Id, role: RoleChoice }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await setRole(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, ...input });
      return done;
    }),
});
