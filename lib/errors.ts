/**
 * The one error class of Patchbay. `message` is for the log; `userMessage` says to a person what happened and what
 * to do. `code` comes from a closed list, and the table below says what each code means to HTTP and tRPC.
 */
export class PatchbayError extends Error {
  readonly code: ErrorCode;
  readonly userMessage: string;
  readonly nodeId: string | undefined;
  readonly issues: readonly ErrorIssue[] | undefined;
  /** Milliseconds after which a retry makes sense, from a provider's Retry-After. */
  readonly retryAfterMs: number | undefined;
  /** A part of Patchbay itself is away: a step waits for it, however many attempts it has. */
  readonly isOwnOutage: boolean;

  constructor(code: ErrorCode, userMessage: string, details: ErrorDetails = {}) {
    super(details.message ?? userMessage, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "PatchbayError";
    this.code = code;
    this.userMessage = userMessage;
    this.nodeId = details.nodeId;
    this.issues = details.issues;
    this.retryAfterMs = details.retryAfterMs;
    this.isOwnOutage = details.isOwnOutage ?? false;
  }

  get canRetry(): boolean {
    return errorCodes[this.code].retry;
  }
}

export type ErrorDetails = {
  message?: string;
  cause?: unknown;
  nodeId?: string;
  issues?: readonly ErrorIssue[];
  retryAfterMs?: number;
  isOwnOutage?: boolean;
};

/** One problem in a request: where it is (a path such as `nodes.ask.config.model`) and what to do. */
export type ErrorIssue = { path: string; message: string };

/** HTTP status, tRPC code and whether the same call may succeed when it is made again. */
export const errorCodes = {
  bad_input: { http: 400, trpc: "BAD_REQUEST", retry: false },
  not_signed_in: { http: 401, trpc: "UNAUTHORIZED", retry: false },
  forbidden: { http: 403, trpc: "FORBIDDEN", retry: false },
  not_found: { http: 404, trpc: "NOT_FOUND", retry: false },
  method_not_allowed: { http: 405, trpc: "METHOD_NOT_SUPPORTED", retry: false },
  unsupported_media_type: { http: 415, trpc: "UNSUPPORTED_MEDIA_TYPE", retry: false },
  conflict: { http: 409, trpc: "CONFLICT", retry: false },
  stale_revision: { http: 409, trpc: "CONFLICT", retry: false },
  too_large: { http: 413, trpc: "PAYLOAD_TOO_LARGE", retry: false },
  invalid_graph: { http: 422, trpc: "UNPROCESSABLE_CONTENT", retry: false },
  too_many: { http: 429, trpc: "TOO_MANY_REQUESTS", retry: true },
  node_failed: { http: 422, trpc: "UNPROCESSABLE_CONTENT", retry: false },
  /** Of a model's answer that is not whole. */
  answer_cut: { http: 422, trpc: "UNPROCESSABLE_CONTENT", retry: false },
  answer_filtered: { http: 422, trpc: "UNPROCESSABLE_CONTENT", retry: false },
  answer_refused: { http: 422, trpc: "UNPROCESSABLE_CONTENT", retry: false },
  /** A model call was not made, or stopped, because it would exceed a budget. */
  over_budget: { http: 402, trpc: "PAYMENT_REQUIRED", retry: false },
  /** The workspace has started, or has under way, as many runs as it may. It frees by itself. */
  over_run_quota: { http: 429, trpc: "TOO_MANY_REQUESTS", retry: true },
  /** The workspace has as much of something as it may. */
  over_quota: { http: 403, trpc: "FORBIDDEN", retry: false },
  answer_broken: { http: 503, trpc: "SERVICE_UNAVAILABLE", retry: true },
  provider_refused: { http: 502, trpc: "BAD_GATEWAY", retry: false },
  provider_busy: { http: 503, trpc: "SERVICE_UNAVAILABLE", retry: true },
  unavailable: { http: 503, trpc: "SERVICE_UNAVAILABLE", retry: true },
  timeout: { http: 504, trpc: "GATEWAY_TIMEOUT", retry: true },
  cancelled: { http: 409, trpc: "CONFLICT", retry: false },
  in_doubt: { http: 409, trpc: "CONFLICT", retry: false },
  internal: { http: 500, trpc: "INTERNAL_SERVER_ERROR", retry: false },
} as const satisfies Record<string, { http: number; trpc: string; retry: boolean }>;

export type ErrorCode = keyof typeof errorCodes;

export function isErrorCode(code: string): code is ErrorCode {
  return Object.hasOwn(errorCodes, code);
}

/** Turns anything thrown into a PatchbayError. Unknown errors keep their text for the log and say little to people. */
export function asPatchbayError(thrown: unknown, nodeId?: string): PatchbayError {
  if (thrown instanceof PatchbayError) return thrown;
  const message = textOf(thrown);
  const details = { message, cause: thrown, ...(nodeId === undefined ? {} : { nodeId }) };
  if (nodeId !== undefined) return new PatchbayError("node_failed", message, details);
  return new PatchbayError(
    "internal",
    "Something went wrong on our side. Try again; the log has the details.",
    details,
  );
}

/** What was thrown, in words. It may be anything, also something whose text cannot be had. */
function textOf(thrown: unknown): string {
  try {
    return String(thrown instanceof Error ? thrown.message : thrown);
  } catch {
    return "Something was thrown that has no text.";
  }
}

/** Makes a forgotten case of a union a compile error. */
export function assertNever(value: never): never {
  throw new PatchbayError("internal", "Something went wrong on our side.", {
    message: `unexpected value: ${JSON.stringify(value)}`,
  });
}
