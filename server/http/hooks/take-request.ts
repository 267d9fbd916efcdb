import type { FastifyReply, FastifyRequest } from "fastify";
import { type NewFile, saveFile } from "../../../platform/files/files.ts";
import { newId } from "../../../platform/ids.ts";
import type { AppContext } from "../../app-context.ts";
import { type Accepted, acceptDelivery, isKnown, keepDelivery, settleDelivery } from "../../hooks/accept-delivery.ts";
import { acceptedResponse, awaitResponse, streamMessages } from "../../hooks/answer-run.ts";
import { unpackBody } from "../../hooks/bodies/unpack-body.ts";
import { checkSignature, isSigned } from "../../hooks/checks/check-request.ts";
import { keyOf } from "../../hooks/delivery-key.ts";
import { demandSize, secretOf } from "../../hooks/demand.ts";
import { answerToBody } from "../../hooks/handshake.ts";
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
  const sent = requestOf(request);
  demandSize(hook, sent.body.length);
  if (isSigned(settings)) {
    const address = `${context.env.PATCHBAY_URL}${request.originalUrl}`;
    checkSignature(settings, await secretOf(context, hook), { ...sent, address, now: Date.now() });
  }
  const encoding = String(sent.headers["content-encoding"] ?? "");
  const given = { ...sent, body: await unpackBody(hook, sent.body, encoding) };
  const key = target ? await keyOf(settings, given, readJson) : undefined;
  const { prisma } = context.db;
  const stored = { prisma, stores: context.stores };
  // What was sent before is not read once more: its files are kept, and its first event counts.
  const isRepeated = key !== undefined && (await isKnown(context, hook, key));
  const deps = { readJson, save: (file: NewFile) => saveFile(stored, workspaceId, file).catch(tellStranger) };
  const event = isRepeated ? undefined : await readEvent(deps, settings, given);
  const asks = answerToBody(hook, event?.body);
  if (asks) return await send(reply, asks);
  const { method, headers } = given;
  const delivery = { key, method, headers: keptHeaders(headers, settings), bytes: sent.body.length, event };
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

/** As it was sent. */
export function requestOf({ method, headers, url, body }: FastifyRequest): HookRequest {
  const at = url.indexOf("?");
  const bytes = Buffer.isBuffer(body) ? Buffer.from(body) : Buffer.alloc(0);
  return { method, headers, query: at < 0 ? "" : url.slice(at + 1), body: bytes };
}
