import { PatchbayError } from "../../lib/errors.ts";

const seeKey = "Check the credential in the settings of this workspace.";

/** What the SDK throws, by name, and what a person can do about it. */
const known: Readonly<Record<string, (said: string) => PatchbayError>> = {
  PineconeAuthorizationError: (said) =>
    new PatchbayError("provider_refused", `Pinecone refused the API key. ${seeKey}`, { message: said }),
  PineconePaymentRequiredError: (said) =>
    new PatchbayError("provider_refused", "The plan or budget of the Pinecone account is used up.", {
      message: said,
    }),
  PineconeNotFoundError: (said) =>
    new PatchbayError("provider_refused", "The Pinecone index no longer exists. Create it again, or use another one.", {
      message: said,
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
  const said = thrown instanceof Error ? thrown.message : String(thrown);
  return (known[name] ?? refused)(said);
}

/** The SDK wraps what its `fetch` throws. */
function ownError(thrown: unknown): PatchbayError | undefined {
  for (let error = thrown, depth = 0; error instanceof Error && depth < 5; error = error.cause, depth++) {
    if (error instanceof PatchbayError) return error;
  }
  return undefined;
}

function refused(said: string): PatchbayError {
  return new PatchbayError("provider_refused", `Pinecone refused the request: ${said.slice(0, 300)}`, {
    message: said,
  });
}

function busy(said: string): PatchbayError {
  return new PatchbayError("provider_busy", "Pinecone is busy or unavailable. Try again later.", { message: said });
}

export function unreachable(said: string): PatchbayError {
  const advice = "Check the address of the credential, and whether this server may reach it.";
  return new PatchbayError("unavailable", `Pinecone cannot be reached. ${advice}`, { message: said });
}
