/** The audit log, for owners. */
import { AuditFilters, AuditPage } from "../../lib/views/audit-views.ts";
import { procedure, router } from "./trpc.ts";

export const audit = router({
  list: procedure("audit.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/audit",
        summary: "Who did what to what, newest first",
        description:
          "Sign-ins and every change of members, keys, credentials, shares, budgets, settings and pipelines; never a secret. For owners and their keys.",
        tags: ["Workspace"],
      },
    })
    .input(AuditFilters)
    .output(AuditPage)
    .query(({ ctx, input }) => ctx.app.audit.list(ctx.workspaceId, input)),
});
