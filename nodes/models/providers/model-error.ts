/** A provider's failures in Patchbay's words, classed by what their body says and by their status. */
import { type ErrorCode, PatchbayError } from "../../../lib/errors.ts";
import { retryAfterMs } from "../../../lib/http.ts";
import { stringifyJson } from "../../../lib/values/exact-json.ts";
import { isWebPage } from "../protocols/answers/answer-events.ts";

type Told = {
  status: number | undefined;
  code: string;
  message: string;
  headers: Headers | undefined;
  /** In milliseconds, from the body. */
  retryDelay?: number | undefined;
  cause?: unknown;
};
type Fields = Record<string, unknown>;
const fields = (value: unknown): Fields => (typeof value === "object" && value !== null ? { ...value } : {});

/** From an object that a server sent: as the body of a refused request, or inside an answer. */
export function providerError(body: unknown, status?: number, headers?: Headers): PatchbayError {
  // Google's compatible endpoint puts the one object into a list.
  const outer = fields(Array.isArray(body) ? body[0] : body);
  const inner = fields(Array.isArray(outer.error) ? outer.error[0] : outer.error);
  const text = [inner.message, outer.error, outer.message, outer.detail].find((each) => typeof each === "string");
  const reasons = (Array.isArray(inner.details) ? inner.details : []).map((each) => fields(each).reason);
  const codes = [inner.code, inner.type, inner.status, outer.code, outer.type, ...reasons].filter(
    (each) => typeof each === "string",
  );
  const { raw_status_code, status_code } = outer;
  const numbers = [inner.code, inner.status, outer.code, outer.status, raw_status_code, status_code].map(Number);
  const told = status ?? numbers.find((each) => Number.isInteger(each) && each >= 400 && each < 600);
  const message = [text ?? stringifyJson(body ?? ""), ...wordsBehind(inner.metadata)].join(" ").slice(0, 2000);
  return classed({
    status: told,
    code: codes.join(" "),
    message,
    headers,
    retryDelay: retryDelayIn(inner.details) ?? waitIn(inner, outer),
  });
}

/** OpenRouter says “Provider returned error”, and what that one has said in a text of its own. */
function wordsBehind(metadata: unknown): string[] {
  const { raw } = fields(metadata);
  if (typeof raw !== "string" || raw === "") return [];
  try {
    return [providerError(JSON.parse(raw)).message];
  } catch {
    return [raw];
  }
}

/** Google says when to come back in a detail of its own: `{"@type": "…google.rpc.RetryInfo", "retryDelay": "34.07s"}`. */
function retryDelayIn(details: unknown): number | undefined {
  const info = (Array.isArray(details) ? details : [])
    .map(fields)
    .find((each) => String(each["@type"]).endsWith("google.rpc.RetryInfo"));
  const [, seconds] = /^(\d+(?:\.\d+)?)s$/.exec(String(info?.retryDelay)) ?? [];
  return seconds === undefined ? undefined : Math.ceil(Number(seconds) * 1000);
}

/** In seconds under one of several names, or OpenRouter's header inside the body, which is a time in milliseconds. */
function waitIn(...told: Fields[]): number | undefined {
  const places = told.flatMap((each) => [each, fields(each.metadata), fields(each.parameters)]);
  const seconds = places
    .map(({ retry_after, retry_after_seconds }) => retry_after ?? retry_after_seconds)
    .find((each) => typeof each === "number" && each >= 0 && each < 86_400);
  if (typeof seconds === "number") return Math.ceil(seconds * 1000);
  const reset = places.map(({ headers }) => Number(fields(headers)["X-RateLimit-Reset"])).find(Number.isFinite);
  return reset === undefined ? undefined : Math.max(0, reset - Date.now());
}

const maxErrorLength = 100_000;

/** Of a response that is no success; reads the start of its body. */
export async function responseError(response: Response): Promise<PatchbayError> {
  const text = await startOf(response);
  const { status, headers } = response;
  try {
    return providerError(JSON.parse(text), status, headers);
  } catch {
    const words = text.trimStart().startsWith("<") ? isWebPage(text).userMessage : text.trim();
    return classed({ status, code: "", message: (words || response.statusText).slice(0, 2000), headers });
  }
}

/** A body may have no end. Leaving the loop cancels the rest of it; what came before it broke off counts. */
async function startOf({ body }: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  try {
    for await (const bytes of body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (text.length > maxErrorLength) break;
    }
  } catch {
    // The status says enough.
  }
  return text.slice(0, maxErrorLength);
}

/** A provider's failure in Patchbay's words, or undefined when the error does not come from a provider. */
export function asModelError(thrown: unknown): PatchbayError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const refusal = refusalIn(thrown);
  if (refusal) return refusal;
  const status = statusOf(thrown);
  if (status === undefined) return isUnreachable(thrown) ? unreachable(thrown) : undefined;
  return classed({ status, code: "", message: reasonIn(thrown.message), headers: headersOf(thrown), cause: thrown });
}

type Rule = { code: ErrorCode; says(told: Told, reason: string): string; fits(told: Told): boolean };
const statusNote = ({ status }: Told) => (status === undefined ? "" : ` (${status})`);

/** The first that fits. What a body says counts more than its status; a rate limit may talk of tokens too. */
const rules: readonly Rule[] = [
  {
    code: "provider_refused",
    fits: ({ code, message, status, retryDelay }) =>
      status === 402 ||
      // Google says so of a limit a minute too, and then says when to come back.
      (retryDelay === undefined &&
        /insufficient_quota|billing|insufficient.?balance|credit balance|exceeded your current quota/i.test(
          `${code} ${message}`,
        )),
    says: (_, reason) =>
      `The account with the model's provider has no credit left: ${reason} Add credit there, or choose another model.`,
  },
  {
    code: "answer_filtered",
    fits: ({ code, message, status }) =>
      /content_filter|content_policy|responsibleai/i.test(code) ||
      (status === 403 && /moderation|flagged/i.test(message)),
    says: (_, reason) => `The content filter of the model's provider refused the prompt: ${reason}`,
  },
  {
    code: "provider_refused",
    fits: ({ code, message, status }) =>
      status === 401 ||
      status === 403 ||
      /invalid_api_key|api_key_invalid|authentication|permission/i.test(code) ||
      (status === 400 && /(incorrect|invalid|expired) api.?key|api.?key (not valid|expired)/i.test(message)),
    says: (told) =>
      `The model's provider refused the credential${statusNote(told)}. Check the key in Settings → Models and credentials, and that it may use this model.`,
  },
  {
    code: "answer_broken",
    fits: ({ code }) => /tool_use_failed|json_validate_failed/i.test(code),
    says: (_, reason) => `The model wrote a call of a tool or JSON that its provider cannot read: ${reason}`,
  },
  {
    code: "bad_input",
    fits: ({ message, status }) => status === 400 && tooMuchAsked.test(message),
    says: (_, reason) =>
      `“Max output tokens” is more than this model gives: ${reason} Lower it in the node's settings, or send less text.`,
  },
  {
    code: "bad_input",
    fits: ({ code, message, status }) =>
      /context_length_exceeded/i.test(code) ||
      status === 413 ||
      // More than the limit of a minute is too much in any minute.
      /request too large/i.test(message) ||
      (status !== 429 && !/rate_limit/i.test(code) && tooLong.test(message)),
    says: () =>
      "The text is too long for this model. Send less text: fewer chunks, a shorter prompt, or a model with a larger context.",
  },
  {
    code: "provider_refused",
    fits: ({ code, status }) => status === 404 || /model_not_found/i.test(code),
    says: (_, reason) =>
      `The provider does not know this model: ${reason} Check the model's name and the base URL of its credential.`,
  },
  {
    code: "provider_busy",
    fits: ({ code, message, status = 0 }) =>
      [408, 409, 424, 425, 429].includes(status) ||
      (status >= 500 && status !== 501) ||
      (status === 498 && /capacity/i.test(message)) ||
      /rate_limit|overloaded|server_error|timeout|unavailable|capacity_exceeded|resource_exhausted/i.test(code),
    says: (told, reason) => `The model's provider is busy${statusNote(told)}: ${reason}`,
  },
  {
    code: "bad_input",
    fits: ({ status }) => status !== undefined,
    says: (told, reason) => `The model's provider did not accept the request${statusNote(told)}: ${reason}`,
  },
];
const tooLong =
  /context.{0,20}(length|window|size)|too many tokens|maximum.{0,20}tokens|(prompt|input) is too long|tokens.{0,40}must be <=/i;
/** What is said of a limit that was asked for, and not of its name. */
const tooMuchAsked =
  /(?<!\+ \W?)max_(?:completion_|output_|new_)?tokens\W{0,3}(?:\d+ (?:>|cannot be greater)|(?:is )?(?:too (?:large|high)|must be (?:less|at most|<=|between)|exceeds))/i;

/** Whether a limit of output tokens was refused for its size, and not because the server does not take one. */
export function isLimitTooHigh(message: string): boolean {
  return tooMuchAsked.test(message);
}

function classed(told: Told): PatchbayError {
  const reason = told.message.length > 300 ? `${told.message.slice(0, 300)}…` : told.message;
  const rule = rules.find(({ fits }) => fits(told));
  const waitMs = waitOf(told);
  const details = {
    message: told.message,
    ...(told.cause === undefined ? {} : { cause: told.cause }),
    ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
  };
  if (!rule) return new PatchbayError("answer_broken", `The model's provider reported an error: ${reason}`, details);
  return new PatchbayError(rule.code, rule.says(told, reason), details);
}

/** From a header, else from the body: its own field, or words such as “try again in 1m30.5s” or “retry after 26 seconds”. */
function waitOf({ headers, message, retryDelay }: Told): number | undefined {
  const ms = (headers && retryAfterMs(headers)) ?? retryDelay;
  if (ms !== undefined) return ms;
  const [, words = ""] =
    /(?:try again|retry) (?:in|after) ((?:\d+(?:\.\d+)? ?(?:ms|h|m|s)[a-z]* ?)+)/i.exec(message) ?? [];
  const amounts = [...words.matchAll(/(\d+(?:\.\d+)?) ?(ms|milli|h|m|s)/gi)];
  if (amounts.length === 0) return undefined;
  return Math.ceil(amounts.reduce((sum, [, amount, unit = ""]) => sum + Number(amount) * msOf(unit.toLowerCase()), 0));
}

function msOf(unit: string): number {
  return { h: 3_600_000, m: 60_000, s: 1000 }[unit] ?? 1;
}

/** What the guarded fetch refused comes back wrapped. */
function refusalIn(error: Error): PatchbayError | undefined {
  if (error instanceof PatchbayError) return error;
  return error.cause instanceof Error ? refusalIn(error.cause) : undefined;
}

/** Each client has its own place for it. */
function statusOf(error: Error): number | undefined {
  const places = ["status", "status_code", "statusCode"].map((key): unknown => Reflect.get(error, key));
  for (const status of [...places, fields(Reflect.get(error, "$metadata")).httpStatusCode])
    if (typeof status === "number" && status >= 400) return status;
  return error.cause instanceof Error ? statusOf(error.cause) : undefined;
}

function headersOf(error: Error): Headers | undefined {
  const headers: unknown = Reflect.get(error, "headers") ?? fields(Reflect.get(error, "response")).headers;
  if (headers instanceof Headers) return headers;
  const pairs = Object.entries(fields(headers)).filter((pair): pair is [string, string] => typeof pair[1] === "string");
  return pairs.length === 0 ? undefined : new Headers(pairs);
}

/** fetch throws a TypeError whose cause carries a system error code. */
function isUnreachable(error: Error): boolean {
  if (error.name === "APIConnectionError" || error.name === "APIConnectionTimeoutError") return true;
  if (/^connection error\.?$|fetch failed/i.test(error.message)) return true;
  const { cause } = error;
  return (
    cause instanceof Error && /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR/.test(String(Reflect.get(cause, "code")))
  );
}

function unreachable(error: Error): PatchbayError {
  const advice = "Check that it runs and that the credential's base URL is right.";
  const details = { cause: error, message: error.message };
  return new PatchbayError("provider_busy", `The model's provider cannot be reached. ${advice}`, details);
}

/** The provider's own words: without the status that its client puts before them, and the link that LangChain puts behind. */
function reasonIn(message: string): string {
  return message
    .replace(/\s*Troubleshooting URL:[\s\S]*$/, "")
    .replace(/^\d{3} /, "")
    .trim();
}
