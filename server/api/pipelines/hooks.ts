import { z } from "zod";
import { TimeCursor } from "../../../lib/values/bounds.ts";
import { DeliveryDetail, DeliveryPage, HookAddress } from "../../../lib/views/live/hook-views.ts";
import { listDeliveries, readDelivery, replayDelivery } from "../../hooks/deliveries.ts";
import { hookAddress } from "../../hooks/hook-address.ts";
import { Id } from "../shared/inputs.ts";
import { authorId } from "../shared/require-user.ts";
import { procedure, router } from "../trpc.ts";

const tags = ["Triggers"];
const node = z.strictObject({ id: Id, nodeId: Id });
const one = node.extend({ deliveryId: Id });
type Ask = { id: string; nodeId: string };

function nodeOf({ workspaceId }: { workspaceId: string }, { id: pipelineId, nodeId }: Ask) {
  return { workspaceId, pipelineId, nodeId };
}

export const hooks = router({
  address: procedure("hooks.manage")
    .meta({
      openapi: {
        method: "POST",
        path: "/pipelines/{id}/triggers/{nodeId}/address",
        summary: "Address of a webhook",
        description:
          "Of a Webhook node of the draft or of the version that is on; it is made when it is first asked for and then stays. With `rotate` a new one takes its place, and the former one no longer works.",
        tags,
      },
    })
    .input(node.extend({ rotate: z.boolean().default(false) }))
    .output(HookAddress)
    .mutation(({ ctx, input: { rotate, ...ask } }) =>
      hookAddress(ctx.app, { ...nodeOf(ctx, ask), createdBy: authorId(ctx) }, rotate),
    ),

  deliveries: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/pipelines/{id}/triggers/{nodeId}/deliveries",
        summary: "Deliveries of a webhook",
        description: "The requests that reached it, tests and refused ones among them, newest first.",
        tags,
      },
    })
    .input(
      node.extend({
        cursor: TimeCursor.optional(),
        limit: z.number().int().min(1).max(100).default(50),
      }),
    )
    .output(DeliveryPage)
    .query(({ ctx, input: { cursor, limit, ...ask } }) => listDeliveries(ctx.app, nodeOf(ctx, ask), { cursor, limit })),

  delivery: procedure("runs.read")
    .meta({
      openapi: {
        method: "GET",
        path: "/pipelines/{id}/triggers/{nodeId}/deliveries/{deliveryId}",
        summary: "A delivery of a webhook",
        description: "With its headers and its event.",
        tags,
      },
    })
    .input(one)
    .output(DeliveryDetail)
    .query(({ ctx, input }) => readDelivery(ctx.app, nodeOf(ctx, input), input.deliveryId)),

  replay: procedure("runs.start")
    .meta({
      openapi: {
        method: "POST",
        path: "/pipelines/{id}/triggers/{nodeId}/deliveries/{deliveryId}/replay",
        summary: "Replay a delivery",
        description: "Starts a new run with its event, by the version that is on.",
        tags,
      },
    })
    .input(one)
    .output(z.object({ runId: z.string() }))
    .mutation(({ ctx, input }) => replayDelivery(ctx.app, nodeOf(ctx, input), input.deliveryId)),
});
