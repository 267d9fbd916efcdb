import { TRPC_ERROR_CODES_BY_KEY } from "@trpc/server/rpc";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { fileLimits } from "../../lib/documents/file-limits.ts";
import { type ErrorCode, errorCodes, PatchbayError } from "../../lib/errors.ts";
import { Graph } from "../../lib/graph/graph.ts";
import type { Log } from "../../platform/log.ts";
import { errorData, toPatchbayError } from "../api/shared/error-shape.ts";

/** What every failed call under /api answers (tRPC wraps the same facts in its own shape). */
export const ErrorBody = z
  .object({
    code: z.string().meta({ description: "One of a fixed list of codes.", example: "bad_input" }),
    message: z.string().meta({ description: "What happened and what to do, as a readable message." }),
    issues: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
    revision: z.number().int().optional().meta({ description: "Of stale_revision: what the server has now." }),
    graph: Graph.optional().meta({ description: "Of stale_revision: what the server has now." }),
  })
  .meta({ id: "Error" });

/** Errors that come before any route is found. */
export function answerFrameworkErrors(error: FastifyError, _request: unknown, reply: FastifyReply): void {
  sendError(reply, fromFastify(error));
}

export function answerErrors(app: FastifyInstance, log: Log): void {
  app.setErrorHandler((thrown, request, reply) => {
    const error = fromFastify(thrown);
    if (errorCodes[error.code].http >= 500) {
      const asked = { requestId: request.id, method: request.method, url: shownPath(request.url) };
      log.error({ err: error, ...asked }, error.message);
    }
    sendError(reply, error);
  });
  app.setNotFoundHandler((request, reply) => {
    const error = refusalOf(app, request, reply);
    sendError(reply, error);
  });
}

/** Answers in the shape that all errors have at this address. */
export function sendError(reply: FastifyReply, error: PatchbayError): FastifyReply {
  const data = errorData(error);
  const { code, userMessage: message, issues, retryAfterMs, revision, graph } = data;
  if (retryAfterMs !== undefined) reply.header("retry-after", Math.ceil(retryAfterMs / 1000));
  // RFC 9110, 15.5.2: a 401 names the way to sign in.
  if (code === "not_signed_in") reply.header("www-authenticate", "Bearer");
  reply.code(errorCodes[code].http).header("content-type", "application/json; charset=utf-8");
  if (reply.request.url.startsWith("/api/trpc/")) {
    // What a tRPC client understands, when the call did not even reach a procedure.
    const httpStatus = errorCodes[code].http;
    return reply.send({
      error: { message, code: TRPC_ERROR_CODES_BY_KEY[errorCodes[code].trpc], data: { ...data, httpStatus } },
    });
  }
  return reply.send({ code, message, ...(issues && { issues }), ...(revision !== undefined && { revision, graph }) });
}

/** Of a request that no route takes: another method may be right, or there is nothing at all. */
export function refusalOf(app: FastifyInstance, request: FastifyRequest, reply: FastifyReply): PatchbayError {
  const methods = methodsAt(app, request.url);
  // A route that fits but did not take the request has found a part of the address too long for an id.
  if (methods.length === 0 || methods.includes(request.method)) {
    return new PatchbayError("not_found", "There is nothing at this address. The API is described at /docs/api.");
  }
  reply.header("allow", methods.join(", "));
  return new PatchbayError(
    "method_not_allowed",
    `${request.method} is not possible at this address. Possible: ${methods.join(", ")}.`,
  );
}

/**
 * The methods of the routes that fit an address; routes for whatever is left (`*`) do not count. Where a route names the
 * address word for word, those that would take a word of it for an id do not count either.
 */
export function methodsAt({ routePolicies }: FastifyInstance, url: string): string[] {
  const parts = withoutQuery(url).split("/");
  const fits = (route: string) => {
    const wanted = route.split("/");
    return (
      wanted.length === parts.length &&
      wanted.every((part, at) => part === parts[at] || (part.startsWith(":") && parts[at] !== ""))
    );
  };
  const found = routePolicies.filter(({ url: route }) => !route.includes("*") && fits(route));
  const exact = found.filter(({ url: route }) => !route.includes(":"));
  return [...new Set((exact.length > 0 ? exact : found).map(({ method }) => method))].sort();
}

/** Fastify's own errors (a body that is too large or no JSON) with our messages. */
function fromFastify(thrown: unknown): PatchbayError {
  if (!isFastifyError(thrown)) return toPatchbayError(thrown);
  const isRefusal = thrown.statusCode !== undefined && thrown.statusCode >= 400 && thrown.statusCode < 500;
  const [code, message] =
    sayings[thrown.code] ?? (thrown instanceof SyntaxError ? malformed : isRefusal ? invalid : []);
  if (code === undefined || message === undefined) return toPatchbayError(thrown);
  return new PatchbayError(code, message, { message: thrown.message, cause: thrown });
}

const { megabytes, files } = fileLimits;
const tooManyFiles = ["too_large", `At most ${files} files at once. Send the rest in a second request.`] as const;
const invalid = ["bad_input", "This request cannot be read. Compare it with the API reference at /docs/api."] as const;
const malformed = ["bad_input", "The body is not valid JSON. Check quotes and commas."] as const;
const sayings: Record<string, readonly [ErrorCode, string]> = {
  FST_ERR_CTP_BODY_TOO_LARGE: [
    "too_large",
    `The body is too large: 5 MB is the limit, ${megabytes} MB for an uploaded file.`,
  ],
  FST_ERR_CTP_INVALID_MEDIA_TYPE: ["unsupported_media_type", "Send JSON, with Content-Type: application/json."],
  FST_ERR_BAD_URL: ["bad_input", "The address is not valid: encode it in UTF-8, with a % before two hex digits each."],
  FST_ERR_MAX_PARAM_LENGTH: ["not_found", "There is nothing at this address: a part of it is too long for an id."],
  FST_ERR_CTP_EMPTY_JSON_BODY: ["bad_input", "The body is empty. Send a JSON object, {} at least."],
  FST_ERR_CTP_INVALID_JSON_BODY: malformed,
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: ["bad_input", "The body is not as long as Content-Length says."],
  FST_REQ_FILE_TOO_LARGE: ["too_large", `A file can have at most ${megabytes} MB. Split it, or keep only its text.`],
  FST_FILES_LIMIT: tooManyFiles,
  FST_PARTS_LIMIT: tooManyFiles,
  FST_FIELDS_LIMIT: ["bad_input", "Only files are taken here. Send each one in a field “file”, with a file name."],
  FST_INVALID_MULTIPART_CONTENT_TYPE: ["bad_input", "Send the files as multipart/form-data, each in a field “file”."],
};

function isFastifyError(thrown: unknown): thrown is FastifyError {
  if (!(thrown instanceof Error) || thrown instanceof PatchbayError) return false;
  if ("code" in thrown && typeof thrown.code === "string" && thrown.code.startsWith("FST_")) return true;
  // JSON.parse and secure-json-parse throw a SyntaxError that Fastify marks with a status.
  return thrown instanceof SyntaxError && "statusCode" in thrown && thrown.statusCode === 400;
}

/** Tokens in addresses, such as those of webhooks, are secrets; they are longer than ids. */
function shownPath(url: string): string {
  return withoutQuery(url).replace(/[\w-]{40,}/g, "[redacted]");
}

/** Tokens of links travel in queries. */
function withoutQuery(url: string): string {
  return url.split("?", 1)[0] ?? url;
}
