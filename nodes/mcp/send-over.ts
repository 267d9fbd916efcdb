/** The client that is passed in, as the SDK calls it. */
import { PatchbayError } from "../../lib/errors.ts";
import type { HttpResponse } from "../../lib/http.ts";
import { type AnswerReader, isAnswerTo, jsonOf, readAnswer, type ServerAsk, withoutAsks } from "./event-stream.ts";
import { markText, unmarkText } from "./exact-messages.ts";
import type { Heard, ServerAddress } from "./mcp-failure.ts";

/** One connection's: `cutOff` ends what waits for an answer that does not come any more, of which the SDK says nothing. */
type Line = { at: ServerAddress; heard: Heard; cutOff: AbortController; resumes: number; asks: number };
type Sent = { address: string; method: string; headers: Record<string, string>; body: string | undefined };

/** For what is only said: that a call is cancelled, that a session has ended. */
const farewellMs = 2000;
const replyMs = 10_000;
/** Of one connection; a server that asks on is left to the time limit. */
const mostAsks = 100;

export function sendOver(line: Line): typeof fetch {
  return async (url, init = {}) => {
    const method = init.method ?? "GET";
    const headers = Object.fromEntries(new Headers(init.headers));
    // A stream of what the server may say by itself: calls get their answers without it.
    if (method === "GET" && headers["last-event-id"] === undefined) return new Response(null, { status: 405 });
    const body = typeof init.body === "string" ? unmarkText(init.body) : undefined;
    const address = url instanceof Request ? url.url : String(url);
    const sent = { address, method, headers, body };
    const isFarewell = method === "DELETE" || (body !== undefined && !/"id":/.test(body));
    if (isFarewell) return asResponse(await send(line, sent, AbortSignal.timeout(farewellMs)));
    return await ask(line, sent, AbortSignal.any([line.at.signal, ...(init.signal ? [init.signal] : [])]));
  };
}

async function ask(line: Line, sent: Sent, signal: AbortSignal): Promise<Response> {
  const { heard } = line;
  const { id, method: asked } = { ...Object(sent.body === undefined ? undefined : jsonOf(sent.body)) };
  const answer = readAnswer(id, (question) => void reply(line, sent, question));
  try {
    const response = await send(line, sent, signal, answer);
    heard.response = response;
    if (isUnknownSession(response, sent)) heard.hasLostSession = true;
    const isAnswered = hasAnswer(response, { line, sent, id, answer });
    // A server of before that revision may say anything to it, and is asked as such then.
    if (!isAnswered && asked === "server/discover") return new Response(null, { status: 404 });
    if (!isAnswered) giveUp(line, isEventStream(response) ? undefined : failureIn(response.body));
    return asResponse(response);
  } catch (thrown) {
    heard.thrown = thrown;
    throw thrown;
  }
}

/** What comes behind the answer is not waited for: some servers keep its stream open. */
function send({ at }: Line, { address, method, headers, body }: Sent, signal: AbortSignal, answer?: AnswerReader) {
  const onText = answer && { onText: (text: string) => answer.take(text) };
  return at.fetch(address, { method, headers, signal, ...onText, ...(body === undefined ? {} : { body }) });
}

/**
 * A server of 2025 may ask in the middle of a call: whether we are there, what a person says, what a model says. It waits for
 * the answer, and we for its, so it is told at once that no one here is asked. It may ask in a stream that is resumed, too,
 * which was asked for without a body.
 */
async function reply(line: Line, { address, headers }: Sent, { id, method }: ServerAsk): Promise<void> {
  line.asks += 1;
  if (line.asks > mostAsks) return;
  const { at } = line;
  const message = `Patchbay does not answer “${method}”: it asks no person and no model on behalf of a server.`;
  const said = method === "ping" ? { result: {} } : { error: { code: -32_601, message } };
  const body = JSON.stringify({ jsonrpc: "2.0", id, ...said });
  const signal = AbortSignal.any([at.signal, AbortSignal.timeout(replyMs)]);
  // A server that does not take it ends its call by itself.
  const { "last-event-id": _, ...own } = headers;
  const sent = { ...own, accept: "application/json, text/event-stream", "content-type": "application/json" };
  await at.fetch(address, { method: "POST", headers: sent, body, signal }).catch(() => undefined);
}

/** Servers say 404 for it, as the protocol has it, or 400. A stream that is resumed is of a call that was taken. */
function isUnknownSession({ status, body }: HttpResponse, { method, headers }: Sent): boolean {
  if (method !== "POST" || headers["mcp-session-id"] === undefined) return false;
  return status === 404 || (status === 400 && /session/i.test(body));
}

const mostResumes = 100;

type Asked = { line: Line; sent: Sent; id: unknown; answer: AnswerReader };

/** Whether it has the answer or another part of it will come: a stream may end early and be resumed, where its events have ids. */
function hasAnswer(response: HttpResponse, { line, sent, id, answer }: Asked): boolean {
  const isResumed = sent.method === "GET";
  if (isResumed) line.resumes += 1;
  const { status, body } = response;
  const isStream = isEventStream(response);
  // The SDK says a refusal of a call, and nothing of one of a stream that was to be resumed.
  if (!isStream && status >= 400) return !isResumed;
  if (!isStream) return !isJson(response) || isAnswerTo(id, jsonOf(body));
  return answer.hasAnswer() || (/^id:/m.test(body) && line.resumes < mostResumes);
}

/** `said`: by the server, of a request that it did not understand. */
function giveUp({ at, heard, cutOff }: Line, said?: string): void {
  const { host } = new URL(at.address);
  const advice = "Try again, or ask for less.";
  heard.thrown =
    said === undefined
      ? new PatchbayError("unavailable", `${host} ended the connection before its answer was complete. ${advice}`)
      : new PatchbayError("node_failed", `${host} answered: ${said.slice(0, 500)}`);
  cutOff.abort(heard.thrown);
}

function failureIn(body: string): string | undefined {
  const { message } = { ...Object(Object(jsonOf(body)).error) };
  return typeof message === "string" && message !== "" ? message : undefined;
}

const typeOf = ({ headers }: HttpResponse) => headers.get("content-type") ?? "";
const isEventStream = (response: HttpResponse) => /event-stream/i.test(typeOf(response));
const isJson = (response: HttpResponse) => /^application\/json\b/i.test(typeOf(response));

const bodiless = new Set([101, 103, 204, 205, 304]);

function asResponse(response: HttpResponse): Response {
  const { status, headers, body } = response;
  const known = new Headers(headers);
  for (const name of ["content-encoding", "content-length"]) known.delete(name);
  if (bodiless.has(status)) return new Response(null, { status, headers: known });
  const isStream = isEventStream(response);
  // The last event counts also where the stream ended without the line that ends it.
  return new Response(markText(isStream ? `${withoutAsks(body)}\n\n` : body, isStream), { status, headers: known });
}
