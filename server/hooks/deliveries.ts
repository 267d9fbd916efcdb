/** What reached a hook, for members: a list, one of them whole, and its event once more. */
import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { Values } from "../../lib/run.ts";
import { timestampOf } from "../../lib/values/bounds.ts";
import { defined } from "../../lib/values/defined.ts";
import type { DeliveryDetail, DeliveryPage, DeliveryView } from "../../lib/views/live/hook-views.ts";
import type { AppContext } from "../app-context.ts";
import { acceptDelivery, settleDelivery } from "./accept-delivery.ts";
import { readHookOf } from "./open-hook.ts";
import { listDeliveries as listDeliveriesSql } from "./sql/statements.ts";

type Node = { workspaceId: string; pipelineId: string; nodeId: string };
type Deps = Pick<AppContext, "db">;

const Row = z.object({
  id: z.string(),
  receivedAt: z.date(),
  method: z.string(),
  bytes: z.number(),
  isTest: z.boolean(),
  replayOf: z.string().nullable(),
  accepted: z.boolean(),
  status: z.number().nullable(),
  answer: z.string().nullable(),
  runId: z.string().nullable(),
  headers: z.record(z.string(), z.string()).nullable(),
  event: Values.nullable(),
});
type Row = z.infer<typeof Row>;

export async function listDeliveries(
  { db }: Deps,
  of: Node,
  { cursor, limit }: { cursor?: string | undefined; limit: number },
): Promise<DeliveryPage> {
  const hook = await hookOf({ db }, of);
  const [at, after] = cursor?.split("_") ?? [];
  if (cursor !== undefined && (Number.isNaN(Date.parse(at ?? "")) || !after)) {
    throw new PatchbayError("bad_input", "This cursor is not valid. Start again without a cursor.");
  }
  if (!hook) return { items: [] };
  const place = { at: at === undefined ? null : timestampOf(at), after };
  const { rows } = await db.pool.query(listDeliveriesSql({ hookId: hook.id, ...place, id: null, limit: limit + 1 }));
  const found = z.array(Row).parse(rows);
  const items = found.slice(0, limit).map(viewOf);
  const last = found.length > limit ? items.at(-1) : undefined;
  return last ? { items, nextCursor: `${last.receivedAt}_${last.id}` } : { items };
}

export async function readDelivery({ db }: Deps, of: Node, id: string): Promise<DeliveryDetail> {
  const hook = await hookOf({ db }, of);
  const ask = hook && listDeliveriesSql({ hookId: hook.id, id, at: null, after: null, limit: 1 });
  const [row] = ask ? z.array(Row).parse((await db.pool.query(ask)).rows) : [];
  if (!row) throw new PatchbayError("not_found", "There is no such delivery. Deliveries are kept for some days only.");
  return { ...viewOf(row), headers: row.headers ?? {}, event: row.event };
}

/** A new run with the event of a delivery, by the version that is on. It is a delivery of its own. */
export async function replayDelivery(app: AppContext, of: Node, id: string): Promise<{ runId: string }> {
  const { event, method, headers, bytes } = await readDelivery(app, of, id);
  if (event === null) throw new PatchbayError("conflict", "This request was refused, so it has no event to replay.");
  const hook = await readHookOf(app, of);
  const delivery = { key: undefined, method, headers, bytes, event, replayOf: id };
  const { runId, deliveryId } = await acceptDelivery(app, hook, delivery).catch((thrown: unknown) => {
    // Who replays is a member, and may read of which quota it is too much.
    if (!(thrown instanceof PatchbayError) || thrown.code !== "over_run_quota") throw thrown;
    throw new PatchbayError(thrown.code, thrown.message, defined({ retryAfterMs: thrown.retryAfterMs }));
  });
  await settleDelivery(app, hook, { id: deliveryId, runId, status: 202, answer: "Replayed." });
  return { runId };
}

async function hookOf({ db }: Deps, { workspaceId, pipelineId, nodeId }: Node): Promise<{ id: string } | undefined> {
  const pipeline = await db.prisma.pipeline.findFirst({
    where: { id: pipelineId, workspaceId },
    select: { hooks: { where: { nodeId }, select: { id: true } } },
  });
  if (!pipeline) throw new PatchbayError("not_found", "There is no pipeline with this id.");
  return pipeline.hooks[0];
}

function viewOf({ headers: _, event: _event, receivedAt, ...row }: Row): DeliveryView {
  return { ...row, receivedAt: receivedAt.toISOString() };
}
