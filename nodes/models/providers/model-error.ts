import { PatchbayError } from "../../../lib/errors.ts";
import { retryAfterMs } from "../../../lib/http.ts";

/** A provider's failure in Patchbay's words, or undefined when the error does not come from a provider's HTTP answer. */
export function asModelError(thrown: unknown): PatchbayError | undefined {
  if (!(thrown instanceof Error)) return undefined;
  const refusal = refusalIn(thrown);
  if (refusal) return refusal;
  const reason = clip(reasonIn(thrown.message));
  const details = { cause: thrown, message: thrown.message };
  const status = statusOf(thrown);
  if (status === undefined) return isUnreachable(thrown) ? unreachable(details) : undefined;
  if (/context.{0,20}(length|window|size)|too many tokens|maximum.{0,20}tokens/i.test(thrown.message)) {
    const advice = "Send less text: fewer chunks, a shorter prompt, or a model with a larger context.";
    return new PatchbayError("bad_input", `The text is too long for this model. ${advice}`, details);
  }
  if (status === 401 || status === 403) {
    const advice = "Check the key in Settings → Models & credentials, and that it may use this model.";
    return new PatchbayError(
      "provider_refused",
      `The model's provider refused the credential (${status}). ${advice}`,
      details,
    );
  }
  if (status === 404) {
    const advice = "Check the model's name and the base URL of its credential.";
    return new PatchbayError("provider_refused", `The provider does not know this model: ${reason} ${advice}`, details);
  }
  if (status === 429 || status >= 500) {
    const headers: unknown = Reflect.get(thrown, "headers");
    const waitMs = headers instanceof Headers ? retryAfterMs(headers) : undefined;
    return new PatchbayError("provider_busy", `The model's provider is busy (${status}): ${reason}`, {
      ...details,
      ...(waitMs === undefined ? {} : { retryAfterMs: waitMs }),
    });
  }
  return new PatchbayError(
    "bad_input",
    `The model's provider did not accept the request (${status}): ${reason}`,
    details,
  );
}

/** What the guarded fetch refused comes back wrapped by the provider's client. */
function refusalIn(error: Error): PatchbayError | undefined {
  if (error instanceof PatchbayError) return error;
  return error.cause instanceof Error ? refusalIn(error.cause) : undefined;
}

/** LangChain wraps some of the clients' errors, so their causes count too. */
function statusOf(error: Error): number | undefined {
  for (const key of ["status", "status_code"]) {
    const status: unknown = Reflect.get(error, key);
    if (typeof status === "number" && status >= 400) return status;
  }
  return error.cause instanceof Error ? statusOf(error.cause) : undefined;
}

/** OpenAI's client calls it a connection error; fetch throws a TypeError whose cause carries a system error code. */
function isUnreachable(error: Error): boolean {
  if (error.name === "APIConnectionError" || error.name === "APIConnectionTimeoutError") return true;
  if (/^connection error\.?$|fetch failed/i.test(error.message)) return true;
  const { cause } = error;
  return (
    cause instanceof Error && /ECONN|ENOTFOUND|EAI_AGAIN|ETIMEDOUT|UND_ERR/.test(String(Reflect.get(cause, "code")))
  );
}

function unreachable(details: { cause: unknown; message: string }): PatchbayError {
  const advice = "Check that it runs and that the credential's base URL is right.";
  return new PatchbayError("provider_busy", `The model's provider cannot be reached. ${advice}`, details);
}

/** The provider's own words: without the status that its client puts before them, and the link that LangChain puts behind. */
function reasonIn(message: string): string {
  return message
    .replace(/\s*Troubleshooting URL:[\s\S]*$/, "")
    .replace(/^\d{3} /, "")
    .trim();
}

function clip(text: string): string {
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
