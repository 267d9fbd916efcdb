import { z } from "zod";
import { RolePermission } from "../../../lib/access/permissions.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { RoleView } from "../../../lib/views/workspace-views.ts";
import { createRole, deleteRole, listRoles, updateRole } from "../../auth/roles.ts";
import { done, Id, Name } from "../shared/inputs.ts";
import { procedure, router } from "../trpc.ts";

const RoleInput = z.strictObject({
  name: Name,
  permissions: z.array(RolePermission).max(RolePermission.options.length),
});
const manage = procedure("roles.manage");

export const roles = router({
  list: procedure("members.read")
    .output(z.array(RoleView))
    .query(({ ctx }) => listRoles(ctx.app.db.prisma, ctx.workspaceId)),

  create: manage
    .input(RoleInput)
    .output(z.object({ id: Id }))
    .mutation(({ ctx, input }) => createRole(ctx.app.db.prisma, ctx.workspaceId, input)),

  update: manage
    .input(RoleInput.extend({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input: { id, ...data } }) => {
      await updateRole(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, id }, data);
      return done;
    }),

  delete: manage
    .input(z.strictObject({ id: Id }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await deleteRole(ctx.app.db.prisma, { workspaceId: ctx.workspaceId, id: input.id });
      return done;
    }),
});
