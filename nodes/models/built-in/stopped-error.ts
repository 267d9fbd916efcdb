import { PatchbayError } from "../../../lib/errors.ts";

/** What a call ends with when its caller stops it. */
export function stoppedError(): PatchbayError {
  return new PatchbayError("cancelled", "The step was stopped.");
}
