import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { asPineconeError, unreachable } from "./pinecone-errors.ts";
import { apiHeaders } from "./pinecone-index.ts";

const Listed = z.object({ indexes: z.array(z.unknown()).default([]) });

/** How many indexes a key reaches. Throws what Pinecone refuses, in words. */
export async function listPineconeIndexes(ask: {
  apiKey: string;
  baseUrl: string;
  fetchApi: typeof fetch;
  signal: AbortSignal;
}): Promise<number> {
  const { apiKey, baseUrl, fetchApi, signal } = ask;
  const headers = { ...apiHeaders, "Api-Key": apiKey, Accept: "application/json" };
  const answer = await fetchApi(new URL("/indexes", baseUrl), { headers, signal, redirect: "error" }).catch(
    (error: unknown) => {
      signal.throwIfAborted();
      throw error instanceof PatchbayError ? error : unreachable(String(error));
    },
  );
  if (answer.status === 401 || answer.status === 403)
    throw asPineconeError(Object.assign(new Error(String(answer.status)), { name: "PineconeAuthorizationError" }));
  if (answer.status >= 500) throw asPineconeError(Object.assign(new Error(""), { name: "PineconeUnavailableError" }));
  const listed = Listed.safeParse(answer.ok ? await answer.json().catch(() => undefined) : undefined);
  if (listed.success) return listed.data.indexes.length;
  throw new PatchbayError("bad_input", `The server at ${new URL(baseUrl).host} does not look like Pinecone.`);
}
