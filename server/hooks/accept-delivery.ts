/** From an event to one run: the delivery is kept first, then its run is started under the delivery's id. */
import { z } from "zod";
import { startRun } from "../../engine/queue/enqueue/start-run.ts";
import { errorCodes, PatchbayError } from "../../lib/errors.ts";
import { Values } from "../../lib/run.ts";
import { defined } from "../../lib/values/defined.ts";
import { crashPoint } from "../../platform/crash-point.ts";
import { jsonText } from "../../platform/database/json-text.ts";
import { newId, sha256 } from "../../platform/ids.ts";
import type { AppContext } from "../app-context.ts";
import type { HookKind, LiveHook, OpenHook } from "./open-hook.ts";
import * as statements from "./sql/statements.ts";

export type Delivery = {
  /** By which the sender knows it. */
  key: string | undefined;
  method: string;
  headers: Record<string, string>;
  bytes: number;
  /** Undefined when a delivery with this key has been kept: the event of then counts. */
  event: Values | undefined;
  replayOf?: string;
};
/** `isRepeated`: the sender had sent it before, and it has the run of then. */
export type Accepted = { deliveryId: string; runId: string; isRepeated: boolean };
type Deps = Pick<AppContext, "db" | "broker" | "catalogue" | "acceptedRuns" | "log">;

/**
 * A sender that got no answer sends the delivery once more, whenever the process or the database ended: the same key finds
 * the delivery with its first event, and the delivery's id finds the run.
 */
export async function acceptDelivery(
  deps: Deps,
  hook: LiveHook<HookKind>,
  { event, traceparent, ...delivery }: Delivery & { traceparent?: string | undefined },
): Promise<Accepted> {
  const id = newId();
  const isKept = event !== undefined && (await keepDelivery(deps, hook, { ...delivery, id, event }));
  const first = isKept ? { id, event } : await sameDelivery(deps, hook, delivery.key ?? "");
  crashPoint("after-delivery");
  const { workspaceId, pipelineId, nodeId, kind, target } = hook;
  const started = await startRun(
    { pool: deps.db.pool, broker: deps.broker, catalogue: deps.catalogue },
    {
      ...{ workspaceId, pipelineId, triggerNode: nodeId, trigger: kind, inputs: first.event },
      ...{ graph: { snapshotId: target.snapshotId }, versionNumber: target.versionNumber },
      ...{ idempotencyKey: runKey(first.id), ...defined({ traceparent }) },
    },
  ).catch(async (thrown) => {
    // Another version reads its event otherwise: the run of then counts.
    const runId = thrown instanceof PatchbayError && thrown.code === "conflict" && (await runOf(deps, hook, first.id));
    if (runId) return { id: runId, created: false };
    if (isOverRunQuota(thrown)) await noteNoRoom(deps, hook, { id: first.id, thrown });
    throw thrown;
  });
  if (started.created) deps.acceptedRuns.accepted(kind);
  const noted = { pipelineId, nodeId, events: started.created ? 1 : 0, runId: started.id, error: null };
  await deps.db.pool.query(statements.noteEvent(noted)).catch((err) => warn(deps, err, hook));
  return { deliveryId: first.id, runId: started.id, isRepeated: !started.created };
}

const isOverRunQuota = (thrown: unknown): thrown is PatchbayError =>
  thrown instanceof PatchbayError && thrown.code === "over_run_quota";

/** The delivery stays without a run: its sender can send it again under its key, and a member can replay it. */
async function noteNoRoom(
  deps: Deps,
  hook: LiveHook<HookKind>,
  { id, thrown }: { id: string; thrown: PatchbayError },
): Promise<void> {
  const { pipelineId, nodeId } = hook;
  await settleDelivery(deps, hook, { id, status: errorCodes.over_run_quota.http, answer: thrown.message });
  const noted = statements.noteEvent({ pipelineId, nodeId, events: 0, runId: null, error: thrown.message });
  await deps.db.pool.query(noted).catch((err) => warn(deps, err, hook));
}

const runKey = (deliveryId: string) => `delivery ${deliveryId}`;

type Kept = Omit<Delivery, "event"> & { id: string; event: Values | null; status?: number; answer?: string };

/** False when the sender had sent it before. */
export async function keepDelivery(deps: Pick<Deps, "db">, hook: OpenHook<HookKind>, delivery: Kept): Promise<boolean> {
  const { key, headers, event, replayOf = null, status = null, answer = null, ...rest } = delivery;
  const { rowCount } = await deps.db.pool.query(
    statements.insertDelivery({
      ...{ id: rest.id, method: rest.method, bytes: rest.bytes, hookId: hook.id, replayOf, status, answer },
      key: key === undefined ? null : keyText(key),
      isTest: hook.target === undefined,
      headers: jsonText(headers),
      event: event && jsonText(event),
      keepDays: hook.settings.keepDays,
    }),
  );
  return rowCount === 1;
}

/** Whether a delivery with this key has been kept. */
export async function isKnown(deps: Pick<Deps, "db">, hook: OpenHook<HookKind>, key: string): Promise<boolean> {
  return (await findDelivery(deps, hook, key)) !== undefined;
}

/** An index holds keys up to some length. */
const keyText = (key: string) => (key.length <= 200 ? key : sha256(key));

const Found = z.object({ id: z.string(), event: Values });

async function findDelivery({ db }: Pick<Deps, "db">, hook: OpenHook<HookKind>, key: string) {
  const { rows } = await db.pool.query(statements.findDelivery({ hookId: hook.id, key: keyText(key) }));
  return Found.optional().parse(rows[0]);
}

async function sameDelivery(deps: Deps, hook: OpenHook<HookKind>, key: string): Promise<z.infer<typeof Found>> {
  const found = await findDelivery(deps, hook, key);
  if (found) return found;
  // It was deleted at this very moment, because its time was over.
  throw new PatchbayError("unavailable", "The delivery could not be accepted. Send it once more.");
}

async function runOf(
  { db }: Pick<Deps, "db">,
  { pipelineId }: OpenHook<HookKind>,
  deliveryId: string,
): Promise<string | undefined> {
  const where = { pipelineId, idempotencyKey: runKey(deliveryId) };
  return (await db.prisma.run.findFirst({ where, select: { id: true } }))?.id;
}

/** The run of what a sender sent under a key; undefined while there is none, and when it was forgotten. */
export async function runOfDelivery(
  deps: Pick<Deps, "db">,
  hook: OpenHook<HookKind>,
  key: string,
): Promise<string | undefined> {
  const found = await findDelivery(deps, hook, key);
  return found && (await runOf(deps, hook, found.id));
}

type Settled = { status: number; answer: string; runId?: string | undefined };

/** Notes what was answered. A note that is lost loses no run. */
export async function settleDelivery(
  deps: Deps,
  hook: OpenHook<HookKind>,
  of: { id: string } & Settled,
): Promise<void> {
  const { id, status, answer, runId } = of;
  const settled = statements.settleDelivery({ id, status, answer: startOf(answer), runId });
  await deps.db.pool.query(settled).catch((err) => warn(deps, err, hook));
}

/**
 * A request that was refused is listed, and its trigger says why. What a person filled in wrongly is no problem of the form;
 * that it has no room is (`isFull`).
 */
export async function noteRefusal(
  deps: Deps,
  hook: OpenHook<HookKind>,
  { status, answer, isFull = false, ...request }: Refusal,
): Promise<void> {
  const { pipelineId, nodeId, target, kind } = hook;
  const row = { ...request, id: newId(), key: undefined, event: null, status, answer: startOf(answer) };
  const error = `A request was answered with ${status}: ${answer}`;
  await keepDelivery(deps, hook, row).catch((err) => warn(deps, err, hook));
  if (!target || (kind === "form" && !isFull)) return;
  const noted = statements.noteEvent({ pipelineId, nodeId, events: 0, runId: null, error });
  await deps.db.pool.query(noted).catch((err) => warn(deps, err, hook));
}

type Refusal = Pick<Delivery, "method" | "headers" | "bytes"> & { status: number; answer: string; isFull?: boolean };

/** Of an answer, so much is kept. */
const startOf = (answer: string) => answer.replaceAll("\0", "\ufffd").toWellFormed().slice(0, 2000);

function warn({ log }: Pick<Deps, "log">, err: unknown, { pipelineId, nodeId }: OpenHook<HookKind>): void {
  log.warn({ err, pipelineId, nodeId }, "what came of a delivery could not be noted");
}
