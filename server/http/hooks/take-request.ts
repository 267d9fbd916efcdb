import type { FastifyReply, FastifyRequest } from "fastify";
import { PatchbayError } from "../../../lib/errors.ts";
import type { WebhookSettings } from "../../../lib/hooks/webhook-settings.ts";
import { type NewFile, saveFile } from "../../../platform/files/files.ts";
import { newId } from "../../../platform/ids.ts";
import type { AppContext } from "../../app-context.ts";
import { type Accepted, acceptDelivery, isKnown, keepDelivery, settleDelivery } from "../../hooks/accept-delivery.ts";
import { acceptedResponse, awaitResponse, streamMessages } from "../../hooks/answer-run.ts";
import { checkSignature, isSigned } from "../../hooks/check-request.ts";
import { cloudEventKey } from "../../hooks/cloud-event.ts";
import { demandSize, secretOf } from "../../hooks/demand.ts";
import type { OpenHook } from "../../hooks/open-hook.ts";
import { type HookRequest, keptHeaders, readEvent } from "../../hooks/read-event.ts";
import { asJson, type HookResponse } from "../../hooks/response.ts";
import { tellStranger } from "../../hooks/tell-stranger.ts";
import { makeStreamLimit } from "../../limits/event-streams.ts";
import { sendEvents } from "../rest/sse.ts";

type Asked = {
  request: FastifyRequest;
  reply: FastifyReply;
  signal: AbortSignal;
  traceparent: string | undefined;
  readJson(bytes: Buffer): Promise<unknown>;
};

/** By hook: senders that wait hold connections of ours open. */
const waiting = makeStreamLimit(200, "requests wait for runs");

/** Checks and reads a request, keeps it, and answers by the settings of its hook. */
export async function takeRequest(context: AppContext, hook: OpenHook, asked: Asked): Promise<void> {
  const { request, reply, readJson, traceparent } = asked;
  const { settings, workspaceId, target } = hook;
  const given = requestOf(request);
  demandSize(hook, given.body.length);
  if (isSigned(settings)) {
    checkSignature(settings, await secretOf(context, hook), { ...given, now: Date.now() });
  }
  const key = target ? await keyOf(settings, given, readJson) : undefined;
  const { prisma } = context.db;
  const stored = { prisma, stores: context.stores };
  // What was sent before is not read once more: its files are kept, and its first event counts.
  const isRepeated = key !== undefined && (await isKnown(context, hook, key));
  const deps = { readJson, save: (file: NewFile) => saveFile(stored, workspaceId, file).catch(tellStranger) };
  const event = isRepeated ? undefined : await readEvent(deps, settings, given);
  const { method, headers, body } = given;
  const delivery = { key, method, headers: keptHeaders(headers, settings), bytes: body.length, event };
  if (!target) {
    const answer = "This was a test: it starts no run. Use it as the test event in the settings of the node.";
    await keepDelivery(context, hook, { ...delivery, event: event ?? null, id: newId(), status: 202, answer });
    await send(reply, asJson(202, { isTest: true, message: answer }));
    return;
  }
  // Before the run is accepted: without a place to wait, its sender would send it again.
  using _place = settings.answer === "at once" ? undefined : waiting(hook.id);
  const accepted = await acceptDelivery(context, { ...hook, target }, { ...delivery, traceparent });
  await answer(context, hook, { ...asked, accepted });
}

async function answer(context: AppContext, hook: OpenHook, asked: Asked & { accepted: Accepted }): Promise<void> {
  const { accepted, reply, signal } = asked;
  const { deliveryId: id, runId } = accepted;
  const mode = hook.settings.answer;
  if (mode === "at once") {
    const response = acceptedResponse(accepted);
    await send(reply, response);
    await settleDelivery(context, hook, { id, runId, status: response.status, answer: response.body });
    return;
  }
  if (mode === "stream") {
    await settleDelivery(context, hook, { id, runId, status: 200, answer: "A stream of server-sent events." });
    await sendEvents(reply, { events: streamMessages(context, hook, { accepted, signal }), signal });
    return;
  }
  const response = await awaitResponse(context, hook, { accepted, signal });
  await send(reply, response);
  await settleDelivery(context, hook, { id, runId, status: response.status, answer: response.body });
}

async function send(reply: FastifyReply, { status, headers, body }: HookResponse): Promise<void> {
  await reply.code(status).headers(headers).send(body);
}

function requestOf({ method, headers, url, body }: FastifyRequest): HookRequest {
  const at = url.indexOf("?");
  const bytes = Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.alloc(0);
  return { method, headers, query: at < 0 ? "" : url.slice(at + 1), body: bytes };
}

const knownHeaders = ["x-github-delivery", "webhook-id", "idempotency-key"];

/** By what the sender knows a delivery: a header, or the id of Stripe's event. */
async function keyOf(
  { deliveryHeader, check, body: way }: WebhookSettings,
  { headers, body }: HookRequest,
  readJson: Asked["readJson"],
): Promise<string | undefined> {
  const names = deliveryHeader === "" ? knownHeaders : [deliveryHeader.toLowerCase()];
  for (const name of names) {
    const value = headers[name];
    if (typeof value === "string" && value.trim() !== "") return storable(`${name} ${value.trim()}`);
  }
  if (deliveryHeader !== "") return undefined;
  if (way === "CloudEvent") {
    const known = await cloudEventKey({ headers, body }, readJson);
    return known === undefined ? undefined : storable(known);
  }
  if (check !== "Stripe") return undefined;
  const event = await readJson(body).catch(() => undefined);
  const id = typeof event === "object" && event !== null && "id" in event ? event.id : undefined;
  return typeof id === "string" && id !== "" ? storable(`stripe ${id}`) : undefined;
}

function storable(key: string): string {
  if (!key.includes("\0") && key.isWellFormed()) return key;
  throw new PatchbayError("bad_input", "The id of the delivery holds characters that are not taken.");
}
