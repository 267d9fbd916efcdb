import { PatchbayError } from "../../lib/errors.ts";

const seeKey = "Check the credential in the settings of this workspace.";

/** What the SDK throws, by name, and what a person can do about it. */
const known: Readonly<Record<string, (message: string) => PatchbayError>> = {
  PineconeAuthorizationError: (message) =>
    new PatchbayError("provider_refused", `Pinecone refused the API key. ${seeKey}`, { message }),
  PineconePaymentRequiredError: (message) =>
    new PatchbayError("provider_refused", "The plan or budget of the Pinecone account is used up.", {
      message,
    }),
  PineconeNotFoundError: (message) =>
    new PatchbayError("provider_refused", "The Pinecone index no longer exists. Create it again, or use another one.", {
      message,
    }),
  PineconeBadRequestError: refused,
  PineconeUnprocessableEntityError: refused,
  PineconeUnavailableError: busy,
  PineconeInternalServerError: busy,
  PineconeMaxRetriesExceededError: busy,
  PineconeConnectionError: unreachable,
};

/** Turns what the Pinecone SDK throws into words. A PatchbayError thrown on the way (a time limit) stays what it is. */
export function asPineconeError(thrown: unknown): PatchbayError {
  const own = ownError(thrown);
  if (own) return own;
  const name = thrown instanceof Error ? thrown.name : "";
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return (known[name] ?? refused)(message);
}

/** The SDK wraps what its `fetch` throws. */
function ownError(thrown: unknown): PatchbayError | undefined {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    if (error instanceof PatchbayError) return error;
  }
  return undefined;
}

function refused(message: string): PatchbayError {
  return new PatchbayError("provider_refused", `Pinecone refused the request: ${message.slice(0, 300)}`, {
    message,
  });
}

function busy(message: string): PatchbayError {
  return new PatchbayError("provider_busy", "Pinecone is busy or unavailable. Try again later.", { message });
}

export function unreachable(message: string): PatchbayError {
  const advice = "Check the address of the credential, and whether this server may reach it.";
  return new PatchbayError("unavailable", `Pinecone cannot be reached. ${advice}`, { message });
}
