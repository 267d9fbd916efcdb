import { z } from "zod";
import { TimeCursor } from "../../../lib/values/bounds.ts";
import { Done } from "../../../lib/views/api-views.ts";
import { ApprovalPage, ApprovalView, LinkedApproval } from "../../../lib/views/approval-views.ts";
import { openApprovalLink } from "../../approvals/approval-link.ts";
import { decide } from "../../approvals/decide.ts";
import { getApproval, linkedApproval, listApprovals } from "../../approvals/read-approvals.ts";
import { type Member, mayDo } from "../../auth/authorize.ts";
import { done, Id, Token } from "../shared/inputs.ts";
import { perIp } from "../shared/limits.ts";
import { authorId } from "../shared/require-user.ts";
import { openProcedure, procedure, router } from "../trpc.ts";

const tags = ["Approvals"];
const answer = {
  approve: z.boolean().meta({ description: "false rejects." }),
  comment: z.string().trim().max(5000).default("").meta({ description: "Passed on to the run." }),
};
const holder = openProcedure("approvals.use").use(perIp("approvals"));
const one = z.strictObject({ id: Id });

export const approvals = router({
  list: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/approvals",
        summary: "What waits for a decision, oldest first",
        description: "With all=true also what is decided, newest first.",
        tags,
      },
    })
    .input(
      z.strictObject({
        pipelineId: Id.optional(),
        runId: Id.optional(),
        all: z.boolean().optional(),
        cursor: TimeCursor.optional(),
        limit: z.number().int().min(1).max(200).default(50),
      }),
    )
    .output(ApprovalPage)
    .query(({ ctx, input }) => listApprovals(ctx.app, { workspaceId: ctx.workspaceId, ...input }, askerOf(ctx.member))),

  get: procedure("runs.read")
    .meta({ openapi: { method: "GET", path: "/approvals/{id}", summary: "An approval", tags } })
    .input(one)
    .output(ApprovalView)
    .query(({ ctx, input }) => getApproval(ctx.app, { workspaceId: ctx.workspaceId, ...input }, askerOf(ctx.member))),

  decide: procedure("approvals.decide")
    .meta({
      openapi: {
        method: "POST",
        path: "/approvals/{id}/decide",
        summary: "Approve or reject",
        description: "409 conflict when it has been decided already, the time to decide is over, or its run has ended.",
        tags,
      },
    })
    .input(z.strictObject({ id: Id, ...answer }))
    .output(Done)
    .mutation(async ({ ctx, input }) => {
      await decide(ctx.app, { ...input, workspaceId: ctx.workspaceId, decidedBy: authorId(ctx) ?? "API" });
      return done;
    }),

  link: procedure("approvals.decide")
    .meta({
      openapi: {
        method: "POST",
        path: "/approvals/{id}/link",
        summary: "A link by which it can be decided without an account",
        description: "The same link each time.",
        tags,
      },
    })
    .input(one)
    .output(z.object({ url: z.string() }))
    .mutation(async ({ ctx, input }) => {
      const { db, env } = ctx.app;
      return { url: await openApprovalLink({ db, env }, { workspaceId: ctx.workspaceId, id: input.id }) };
    }),

  open: holder
    .input(z.strictObject({ token: Token }))
    .output(LinkedApproval)
    .query(async ({ ctx, input }) => (await linkedApproval(ctx.app, input.token)).shown),

  answer: holder
    .input(z.strictObject({ token: Token, ...answer }))
    .output(LinkedApproval)
    .mutation(async ({ ctx, input: { token, ...said } }) => {
      const { id, workspaceId } = await linkedApproval(ctx.app, token);
      await decide(ctx.app, { id, workspaceId, ...said, decidedBy: "the link" });
      return (await linkedApproval(ctx.app, token)).shown;
    }),
});

function askerOf(member: Member): { mayDecide: boolean } {
  return { mayDecide: mayDo(member, "approvals.decide") };
}
