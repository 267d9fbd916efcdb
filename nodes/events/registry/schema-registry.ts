/**
 * Values in the form of Confluent's serializers: a byte 0, the id of a schema in four bytes, then the value. The schema comes
 * from a registry, by the REST interface that Confluent has published and Apicurio, Redpanda and Karapace have too.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { type HttpFetch, type HttpResponse, retryAfterMs } from "../../../lib/http.ts";
import { defined } from "../../../lib/values/defined.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { avroReader } from "./avro.ts";
import { type ProtoFile, protobufReader } from "./protobuf.ts";

type RegistryAt = { workspaceId: string; address: string; credential: string };
export type SchemaRegistries = {
  /** Throws `bad_input` for a value that cannot be read, and `unavailable` while the registry does not give its schema. */
  read(bytes: Uint8Array, at: RegistryAt): Promise<Json>;
};

/** The client for requests with a credential of a workspace, or without one. */
type FetchFor = (workspaceId: string, credential: string) => HttpFetch;
type Reader = (bytes: Uint8Array) => Json;
type Asking = { address: string; fetch: HttpFetch; signal: AbortSignal };

const Reference = z.object({ name: z.string(), subject: z.string(), version: z.number() });
const Schema = z.object({
  schema: z.string(),
  schemaType: z.string().nullish(),
  references: z.array(Reference).nullish(),
});
type Schema = z.infer<typeof Schema>;

const headBytes = 5;
const mostSchemas = 1000;
const mostReferences = 200;
const timeoutMs = 15_000;
/** Registries that are several servers may give a schema a little later. */
const unknownWaits = [500, 1500];
const unknownForMs = 30_000;

export function openSchemaRegistries(fetchFor: FetchFor): SchemaRegistries {
  /** What an id means never changes. */
  const readers = new Map<string, Promise<Reader>>();

  async function load(id: number, ask: Asking): Promise<Reader> {
    for (const wait of [0, ...unknownWaits]) {
      if (wait > 0) await sleep(wait, undefined, { signal: ask.signal });
      const found = await get(ask, `schemas/ids/${id}`);
      if (found) return await readerOf(found, ask);
    }
    const words = `The registry ${hostOf(ask.address)} has no schema ${id}, which the value names.`;
    throw new PatchbayError("bad_input", words);
  }

  /** At once for what may pass; for what the registry said of the schema, in a while. */
  function askAgain(key: string, thrown: unknown): void {
    const isSaid = thrown instanceof PatchbayError && !thrown.canRetry;
    if (isSaid) setTimeout(() => readers.delete(key), unknownForMs).unref();
    else readers.delete(key);
  }

  return {
    async read(bytes, { workspaceId, address, credential }) {
      const id = schemaId(bytes);
      const key = JSON.stringify([workspaceId, address, credential, id]);
      let reader = readers.get(key);
      if (!reader) {
        const limit = AbortSignal.timeout(timeoutMs);
        reader = load(id, { address, fetch: fetchFor(workspaceId, credential), signal: limit });
        remember(readers, key, reader);
        // Those that wait now share the answer.
        reader.catch((thrown: unknown) => askAgain(key, thrown));
      }
      const read = await reader;
      return read(bytes.subarray(headBytes));
    },
  };
}

function schemaId(bytes: Uint8Array): number {
  const [first] = bytes;
  if (first === 0 && bytes.length >= headBytes) return new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  const words =
    "The value does not name a schema: it does not begin with a byte 0 and an id, as serializers for a schema registry write it.";
  throw new PatchbayError("bad_input", words);
}

async function readerOf({ schema, schemaType, references }: Schema, ask: Asking): Promise<Reader> {
  const kind = schemaType ?? "AVRO";
  if (kind === "JSON") return readJson;
  const files = await readReferences(references ?? [], ask);
  if (kind === "AVRO") {
    const texts = files.map(({ text }) => text);
    return avroReader(schema, texts);
  }
  if (kind === "PROTOBUF") return await protobufReader(schema, files);
  throw new PatchbayError("bad_input", `The value has a schema of the kind ${kind}; Avro, JSON and Protobuf are read.`);
}

function readJson(bytes: Uint8Array): Json {
  try {
    return parseJson(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    const reason = thrown instanceof Error ? thrown.message : String(thrown);
    throw new PatchbayError("bad_input", `The value is not valid JSON: ${reason}`);
  }
}

/** All that a schema refers to, those first that others need. */
async function readReferences(references: readonly z.infer<typeof Reference>[], ask: Asking): Promise<ProtoFile[]> {
  const files = new Map<string, ProtoFile>();
  const begun = new Set<string>();
  async function add(some: readonly z.infer<typeof Reference>[]): Promise<void> {
    for (const { name, subject, version } of some) {
      if (begun.has(name)) continue;
      begun.add(name);
      if (begun.size > mostReferences) throw new PatchbayError("bad_input", "Its schema refers to too many others.");
      const found = await get(ask, `subjects/${encodeURIComponent(subject)}/versions/${version}`);
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

/** Undefined for what the registry says it does not have. All else that goes wrong may pass: the event waits for it. */
async function get({ address, fetch, signal }: Asking, path: string): Promise<Schema | undefined> {
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
    throw waiting(`The schema registry ${host} refused (${response.status}). Check the credential of the Topic node.`);
  if (response.status !== 200)
    throw waiting(`The schema registry ${host} answered ${response.status}.`, {
      retryAfterMs: retryAfterMs(response.headers),
    });
  const schema = Schema.safeParse(body);
  if (schema.success) return schema.data;
  throw waiting(`What ${host} answered is not a schema. Check the address of the registry.`);
}

type Why = { cause?: unknown; retryAfterMs?: number | undefined };
const waiting = (words: string, why: Why = {}) =>
  new PatchbayError("unavailable", `${words} Events wait until their schemas can be read.`, defined(why));

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

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address.slice(0, 200));

function remember<Value>(known: Map<string, Value>, key: string, value: Value): void {
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > mostSchemas && oldest !== undefined) known.delete(oldest);
}
