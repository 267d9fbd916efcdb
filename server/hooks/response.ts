/** What a webhook that waits answers: its fields “status”, “headers” and “body” of the output, else the output as JSON. */
import { z } from "zod";
import type { Values } from "../../lib/run.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";

export type HookResponse = { status: number; headers: Record<string, string>; body: string };

export function responseOf(output: Values): HookResponse {
  const { status, headers, body } = output;
  if (status === undefined && headers === undefined && body === undefined) return asJson(200, output);
  const wanted = headersOf(headers);
  const code = Status.safeParse(status).data ?? 200;
  const hasType = wanted["content-type"] !== undefined;
  if (typeof body === "string") return { status: code, headers: hasType ? wanted : { ...plain, ...wanted }, body };
  if (body === undefined) return { status: code, headers: wanted, body: "" };
  return { status: code, headers: hasType ? wanted : { ...json, ...wanted }, body: stringifyJson(body) };
}

export function asJson(status: number, value: object): HookResponse {
  return { status, headers: json, body: stringifyJson(value) };
}

const json = { "content-type": "application/json; charset=utf-8" };
const plain = { "content-type": "text/plain; charset=utf-8" };
const Status = z.coerce.number().int().min(200).max(599);

/** Headers that say something of the response. All others are ours: those of the connection, of security and of cookies. */
const allowed = new Set([
  "cache-control",
  "content-disposition",
  "content-language",
  "content-type",
  "etag",
  "expires",
  "last-modified",
  "link",
  "location",
  "retry-after",
  "vary",
]);
/** Of security, of ours, or an order to a proxy in front, such as to send another file than this response. */
const ownOfX =
  /^x-(frame-options|content-type-options|request-id|permitted-cross-domain-policies|accel-.*|(lighttpd-)?send-?file|lighttpd-.*|reproxy-.*)$/;
const Headers = z.record(z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/), z.union([z.string(), z.number(), z.boolean()]));

function headersOf(given: unknown): Record<string, string> {
  const entries = Object.entries(Headers.safeParse(given).data ?? {}).flatMap(([name, value]) => {
    const lower = name.toLowerCase();
    const text = String(value);
    const isOurs = !allowed.has(lower) && (!lower.startsWith("x-") || ownOfX.test(lower));
    return isOurs || !/^[\t\x20-\x7e]*$/.test(text) ? [] : [[lower, text] as const];
  });
  return Object.fromEntries(entries);
}
