import { z } from "zod";
import { PatchbayError } from "../../lib/errors.ts";
import { sha256 } from "../../platform/ids.ts";
import type { CollectionRow } from "../driver.ts";
import { asPineconeError, unreachable } from "./pinecone-errors.ts";
import type { Stored } from "./pinecone-record.ts";
import { PineconeSettings } from "./pinecone-settings.ts";

/** The way to Pinecone: whose key, and by which `fetch` (the guarded one; see the security notes). */
export type PineconeAccess = {
  readCredential(workspaceId: string, id: string): Promise<PineconeCredential | undefined>;
  /** PINECONE_API_KEY and PINECONE_BASE_URL of this server, for collections without a credential. */
  apiKey?: string | undefined;
  baseUrl?: string | undefined;
  fetch?: typeof fetch;
};

type PineconeCredential = { provider: string; baseUrl: string; secret: string };

/** What tests check every request and answer against, and therefore what is asked for. */
export const apiHeaders = { "X-Pinecone-Api-Version": "2026-04" };
const defaultBaseUrl = "https://api.pinecone.io";
const REQUEST_MS = 30_000;
const REMEMBER_MS = 5 * 60_000;

const Described = z.object({
  host: z.string(),
  dimension: z.number().int().optional(),
  metric: z.string(),
  status: z.object({ ready: z.boolean() }),
});

/** Hosts of indexes by key and name, so that not every search asks the control plane first. */
export type KnownHosts = Map<string, { host: string; until: number }>;

/** The namespace of a collection in its index, ready for use. Throws with what to do when it is not. */
export async function openNamespace(access: PineconeAccess & { hosts: KnownHosts }, collection: CollectionRow) {
  const { hosts } = access;
  const settings = PineconeSettings.parse(collection.settings);
  const { apiKey, baseUrl } = await keyFor(access, collection.workspaceId, settings.credential);
  const fetchApi = patient(access.fetch ?? fetch);
  const known = sha256(JSON.stringify([apiKey, baseUrl, settings.index, collection.dimensions]));
  let found = hosts.get(known);
  if (!found || found.until < Date.now()) {
    const host = await findHost({ apiKey, baseUrl, fetchApi, name: settings.index, dimensions: collection.dimensions });
    found = { host, until: Date.now() + REMEMBER_MS };
    hosts.set(known, found);
  }
  // Loaded by the first collection that needs it: it takes some 20 MB.
  const { Pinecone } = await import("@pinecone-database/pinecone");
  const client = new Pinecone({ apiKey, controllerHostUrl: baseUrl, additionalHeaders: apiHeaders, fetchApi });
  return client.index<Stored>({ name: settings.index, host: found.host, namespace: collection.id });
}

async function keyFor({ apiKey, baseUrl, readCredential }: PineconeAccess, workspaceId: string, id?: string) {
  if (id === undefined) {
    if (apiKey) return { apiKey, baseUrl: baseUrl ?? defaultBaseUrl };
    throw new PatchbayError("bad_input", "Choose a Pinecone credential for this collection.");
  }
  const credential = await readCredential(workspaceId, id);
  if (credential?.provider === "pinecone") {
    return { apiKey: credential.secret, baseUrl: credential.baseUrl || defaultBaseUrl };
  }
  throw new PatchbayError("bad_input", "This collection's Pinecone credential was deleted. Choose another one.");
}

type Ask = { apiKey: string; baseUrl: string; fetchApi: typeof fetch; name: string; dimensions: number };

/** Asked for without the SDK, whose release 9 leaves dimension and metric out of this version's answer. */
async function findHost({ apiKey, baseUrl, fetchApi, name, dimensions }: Ask): Promise<string> {
  const answer = await fetchApi(new URL(`/indexes/${name}`, baseUrl), {
    headers: { ...apiHeaders, "Api-Key": apiKey, Accept: "application/json" },
  }).catch((error: unknown) => {
    throw error instanceof PatchbayError ? error : unreachable(String(error));
  });
  if (answer.status === 404) {
    throw refusal(
      `Pinecone has no index “${name}”. Create it there with ${dimensions} dimensions and the metric cosine.`,
    );
  }
  if (answer.status === 401)
    throw asPineconeError(Object.assign(new Error("401"), { name: "PineconeAuthorizationError" }));
  if (answer.status >= 500) throw asPineconeError(Object.assign(new Error(""), { name: "PineconeUnavailableError" }));
  const described = Described.safeParse(answer.ok ? await answer.json().catch(() => undefined) : undefined);
  if (!described.success) throw refusal(`The server at ${new URL(baseUrl).host} does not look like Pinecone.`);
  const { host, dimension, metric, status } = described.data;
  if (dimension !== dimensions || (metric !== "cosine" && metric !== "dotproduct")) {
    const has = `${dimension ?? "no"} dimensions and the metric ${metric}`;
    throw refusal(`The index “${name}” has ${has}; make one with ${dimensions} and cosine.`);
  }
  if (!status.ready)
    throw new PatchbayError("provider_busy", `The index “${name}” is being set up. Try again in a while.`);
  return trusted(host, new URL(baseUrl));
}

/** The key goes to Pinecone's own hosts, or to the host of a configured base URL, and nowhere else. */
function trusted(host: string, base: URL): string {
  const url = new URL(/^https?:\/\//.test(host) ? host : `${base.protocol}//${host}`);
  const isPinecone = url.protocol === "https:" && url.hostname.endsWith(".pinecone.io");
  if (isPinecone || (url.hostname === base.hostname && url.protocol === base.protocol)) return url.origin;
  throw refusal(`The index says it lives on ${url.hostname}, which is not a host of Pinecone.`);
}

function refusal(message: string): PatchbayError {
  return new PatchbayError("provider_refused", message);
}

/**
 * `fetch` with a time limit, which tells a full rate limit from a refusal (the SDK does not) and follows no redirect: the
 * key would go along.
 */
function patient(inner: typeof fetch): typeof fetch {
  return async (input, init) => {
    const limit = AbortSignal.timeout(REQUEST_MS);
    const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit;
    const answer = await inner(input, { ...init, signal, redirect: "error" }).catch((error: unknown) => {
      if (!limit.aborted) throw error;
      throw new PatchbayError("timeout", "Pinecone did not answer within 30 seconds. Try again.", { cause: error });
    });
    if (answer.status !== 429) return answer;
    const seconds = Number(answer.headers.get("retry-after")) || 1;
    const details = { retryAfterMs: Math.min(seconds, 300) * 1000 };
    throw new PatchbayError("provider_busy", "Pinecone's rate limit is reached. Try again in a while.", details);
  };
}
