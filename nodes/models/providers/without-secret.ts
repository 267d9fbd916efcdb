import { PatchbayError } from "../../../lib/errors.ts";
import type { ModelCredential } from "./credential.ts";

/** Shorter ones are parts of words. */
const shortest = 6;

/** Some servers repeat the key that they refuse. The same error where they do not, else one without the key and what caused it. */
export function withoutSecret<Thrown>(thrown: Thrown, { secret }: Pick<ModelCredential, "secret">): Thrown | Error {
  const parts = [secret, ...(secret.startsWith("{") ? [] : secret.split(/[:\s]+/))].filter(
    ({ length }) => length >= shortest,
  );
  if (!(thrown instanceof Error) || !parts.some((part) => textsOf(thrown).some((text) => text.includes(part))))
    return thrown;
  const clean = (text: string) => parts.reduce((rest, part) => rest.replaceAll(part, "…"), text);
  const message = clean(thrown.message);
  if (!(thrown instanceof PatchbayError)) return new Error(message);
  const { code, userMessage, retryAfterMs } = thrown;
  return new PatchbayError(code, clean(userMessage), {
    message,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  });
}

function textsOf(thrown: unknown): string[] {
  if (!(thrown instanceof Error)) return [];
  const own = thrown instanceof PatchbayError ? [thrown.message, thrown.userMessage] : [thrown.message];
  return [...own, ...textsOf(thrown.cause)];
}
