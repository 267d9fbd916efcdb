import { PatchbayError } from "../../lib/errors.ts";

/** Senders of webhooks and people who fill in forms are strangers: how much a workspace has is for its members. */
export function tellStranger(thrown: unknown): never {
  if (!(thrown instanceof PatchbayError) || thrown.code !== "over_quota") throw thrown;
  const words = "There is no room for this file here at the moment. Send it without the file, or try again later.";
  throw new PatchbayError("over_quota", words, { message: thrown.message, cause: thrown });
}
