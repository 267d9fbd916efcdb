import { TRPCError } from "@trpc/server";
import { z } from "zod";
import { asPatchbayError, type ErrorCode, type ErrorIssue, errorCodes, PatchbayError } from "../../../lib/errors.ts";
import type { Graph } from "../../../lib/graph/graph.ts";
import { defined } from "../../../lib/values/defined.ts";
import { isTransientDbError } from "../../../platform/retry/transient-db-error.ts";
import { StaleRevision } from "../../pipelines/pipelines.ts";
import { describeIssue } from "./describe-issue.ts";

/** What a caller learns of an error. A refused save also carries what the server has, so that the editor can offer it. */
export type ErrorData = {
  code: ErrorCode;
  userMessage: string;
  issues?: readonly ErrorIssue[];
  nodeId?: string;
  retryAfterMs?: number;
  revision?: number;
  graph?: Graph;
};

export function errorData(thrown: unknown): ErrorData {
  const error = toPatchbayError(thrown);
  return {
    code: error.code,
    userMessage: error.userMessage,
    ...defined({ issues: error.issues, nodeId: error.nodeId, retryAfterMs: error.retryAfterMs }),
    ...(error instanceof StaleRevision ? error.current : {}),
  };
}

export function toTrpcError(error: PatchbayError): TRPCError {
  return new TRPCError({ code: errorCodes[error.code].trpc, message: error.userMessage, cause: error });
}

/** Undoes the wrapping of tRPC and turns what zod, tRPC and Fastify say into our closed list of codes. */
export function toPatchbayError(thrown: unknown): PatchbayError {
  if (thrown instanceof PatchbayError) return thrown;
  if (thrown instanceof z.core.$ZodError) return badInput(thrown);
  if (!(thrown instanceof TRPCError)) return unavailable(thrown) ?? asPatchbayError(thrown);
  if (thrown.cause instanceof PatchbayError) return thrown.cause;
  // A ZodError with another code is an answer of ours that does not fit its schema: our fault, not the caller's.
  if (thrown.code === "BAD_REQUEST" && thrown.cause instanceof z.core.$ZodError) return badInput(thrown.cause);
  const code = codesOfTrpc[thrown.code];
  if (code === undefined) return unavailable(thrown.cause) ?? asPatchbayError(thrown.cause ?? thrown);
  return new PatchbayError(code, sayings[code] ?? thrown.message, { message: thrown.message, cause: thrown });
}

/** What to answer when our own database, most likely, does not answer or takes no writes; the same request may succeed later. */
export function unavailable(thrown: unknown): PatchbayError | undefined {
  if (!isTransientDbError(thrown)) return undefined;
  const words = "Patchbay's database does not answer, or takes no changes, at the moment. Send the request again.";
  return new PatchbayError("unavailable", words, { message: String(thrown), cause: thrown, retryAfterMs: 2000 });
}

const codesOfTrpc: Partial<Record<TRPCError["code"], ErrorCode>> = {
  PARSE_ERROR: "bad_input",
  BAD_REQUEST: "bad_input",
  METHOD_NOT_SUPPORTED: "method_not_allowed",
  UNSUPPORTED_MEDIA_TYPE: "unsupported_media_type",
  UNAUTHORIZED: "not_signed_in",
  FORBIDDEN: "forbidden",
  NOT_FOUND: "not_found",
  PAYLOAD_TOO_LARGE: "too_large",
  TOO_MANY_REQUESTS: "too_many",
  CLIENT_CLOSED_REQUEST: "cancelled",
};

const sayings: Partial<Record<ErrorCode, string>> = {
  not_found: "There is nothing at this address.",
  not_signed_in: "Sign in first, or send an API key.",
};

/** At most 20 problems: a graph of 2,000 wrong nodes should not answer with a megabyte. */
export function badInput(error: z.core.$ZodError): PatchbayError {
  const issues = error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join("."), message: describeIssue(issue) }));
  const [first] = issues;
  const where = first ? ` ${first.path === "" ? "" : `${first.path}: `}${first.message}` : "";
  // What no JSON Schema can say is a graph that does not fit together, not a request of the wrong form.
  const isGraph = error.issues.every((issue) => issue.code === "custom" && issue.params?.code === "invalid_graph");
  return new PatchbayError(isGraph ? "invalid_graph" : "bad_input", `The request is not valid.${where}`, { issues });
}
