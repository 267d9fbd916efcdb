/** Asks a schema registry, by the REST interface that Confluent has published and Apicurio, Redpanda and Karapace have too. */
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { type HttpFetch, type HttpResponse, retryAfterMs } from "../../../lib/http.ts";
import { defined } from "../../../lib/values/defined.ts";
import type { ProtoFile } from "./proto-schema.ts";

/** `meanwhile`: what becomes of the event while the registry does not answer, as a sentence; `by`: what names the registry. */
export type Asking = { address: string; fetch: HttpFetch; signal: AbortSignal; meanwhile: string; by: AskedBy };
export type AskedBy = "the Topic node" | "the Publish event node" | "the request";

const Reference = z.object({ name: z.string(), subject: z.string(), version: z.number() });
export const Schema = z.object({
  schema: z.string(),
  schemaType: z.string().nullish(),
  references: z.array(Reference).nullish(),
  id: z.number().int().nullish().meta({ description: "Of a version of a subject." }),
});
export type Schema = z.infer<typeof Schema>;

const mostReferences = 200;
type Why = { cause?: unknown; retryAfterMs?: number | undefined };

/** All that a schema refers to, those first that others need. */
export async function readReferences(
  references: readonly z.infer<typeof Reference>[],
  ask: Asking,
): Promise<ProtoFile[]> {
  const files = new Map<string, ProtoFile>();
  const begun = new Set<string>();
  async function add(some: readonly z.infer<typeof Reference>[]): Promise<void> {
    for (const { name, subject, version } of some) {
      if (begun.has(name)) continue;
      begun.add(name);
      if (begun.size > mostReferences) throw new PatchbayError("bad_input", "Its schema refers to too many others.");
      const found = await getSchema(ask, `subjects/${encodeURIComponent(subject)}/versions/${version}`);
      if (!found) {
        const words = `The registry ${hostOf(ask.address)} has no version ${version} of “${subject}”, to which the schema refers.`;
        throw new PatchbayError("bad_input", words);
      }
      await add(found.references ?? []);
      files.set(name, { name, text: found.schema });
    }
  }
  await add(references);
  return [...files.values()];
}

/** Undefined for what the registry says it does not have. All else that goes wrong may pass. */
export async function getSchema(
  { address, fetch, signal, meanwhile, by }: Asking,
  path: string,
): Promise<Schema | undefined> {
  const waiting = (words: string, why: Why = {}) =>
    new PatchbayError("unavailable", `${words} ${meanwhile}`, defined(why));
  const host = hostOf(address);
  const url = `${address.replace(/\/+$/, "")}/${path}`;
  const headers = { accept: "application/vnd.schemaregistry.v1+json, application/json" };
  const response = await fetch(url, { headers, signal }).catch((cause: unknown) => {
    const reason = cause instanceof PatchbayError ? cause.userMessage : "It does not answer.";
    throw waiting(`The schema registry ${host} cannot be read. ${reason}`, { cause });
  });
  const body = bodyOf(response);
  if (response.status === 404 && isMissing(body)) return undefined;
  if (response.status === 401 || response.status === 403)
    throw waiting(`The schema registry ${host} refused (${response.status}). Check the credential of ${by}.`);
  if (response.status !== 200)
    throw waiting(`The schema registry ${host} answered ${response.status}.`, {
      retryAfterMs: retryAfterMs(response.headers),
    });
  const schema = Schema.safeParse(body);
  if (schema.success) return schema.data;
  throw waiting(`What ${host} answered is not a schema. Check the address of the registry.`);
}

function bodyOf({ body }: HttpResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** 40401: no such subject, 40402: no such version, 40403: no such schema. Another 404 is an address that is no registry's. */
function isMissing(body: unknown): boolean {
  const code = z.object({ error_code: z.number() }).safeParse(body).data?.error_code;
  return code === 40_401 || code === 40_402 || code === 40_403;
}

export const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).host : address.slice(0, 200);
