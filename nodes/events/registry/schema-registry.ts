/**
 * Values in the form of Confluent's serializers: a byte 0, the id of a schema in four bytes, then the value; or the value alone,
 * with the schema's id or GUID in a header. The schema comes from a registry, by the REST interface that Confluent has published
 * and Apicurio, Redpanda and Karapace have too.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { PatchbayError } from "../../../lib/errors.ts";
import type { HttpFetch } from "../../../lib/http.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { avroReader } from "./avro.ts";
import { unreadable } from "./byte-reader.ts";
import { uuidOf } from "./exact-values.ts";
import { protobufReader } from "./protobuf.ts";
import { type Asking, getSchema, hostOf, readReferences, type Schema } from "./registry-client.ts";

/** `header`: the one of the event that names its value's schema, where it has one (`schemaHeader`). */
type RegistryAt = { workspaceId: string; address: string; credential: string; header?: Uint8Array | null | undefined };
/** Of an event whose value stands alone. */
export const schemaHeader = "__value_schema_id";

export type SchemaRegistries = {
  /** Throws `bad_input` for a value that cannot be read, and `unavailable` while the registry does not give its schema. */
  read(bytes: Uint8Array, at: RegistryAt): Promise<Json>;
};

/** The client for requests with a credential of a workspace, or without one. */
export type FetchFor = (workspaceId: string, credential: string) => HttpFetch;
type Reader = (bytes: Uint8Array) => Json;

/** Behind the first byte, which says which of them it is. */
const idBytes = 4;
const guidBytes = 16;
const mostSchemas = 1000;
const timeoutMs = 15_000;
/** Registries that are several servers may give a schema a little later. */
const unknownWaits = [500, 1500];
const unknownForMs = 30_000;

export function openSchemaRegistries(fetchFor: FetchFor): SchemaRegistries {
  /** What an id means never changes. */
  const readers = new Map<string, Promise<Reader>>();

  async function load({ path, name }: SchemaName, ask: Asking): Promise<Reader> {
    for (const wait of [0, ...unknownWaits]) {
      if (wait > 0) await sleep(wait, undefined, { signal: ask.signal });
      const found = await getSchema(ask, path);
      if (found) return await readerOf(found, ask);
    }
    const words = `The registry ${hostOf(ask.address)} has no schema ${name}, which the value names.`;
    throw new PatchbayError("bad_input", words);
  }

  /** At once for what may pass; for what the registry said of the schema, in a while. */
  function askAgain(key: string, thrown: unknown): void {
    const isSaid = thrown instanceof PatchbayError && !thrown.canRetry;
    if (isSaid) setTimeout(() => readers.delete(key), unknownForMs).unref();
    else readers.delete(key);
  }

  return {
    async read(bytes, { workspaceId, address, credential, header }) {
      const schema = header ? inHeader(header, bytes) : inFront(bytes);
      const key = JSON.stringify([workspaceId, address, credential, schema.path]);
      let reader = readers.get(key);
      if (!reader) {
        const limit = AbortSignal.timeout(timeoutMs);
        const meanwhile = "Events wait until their schemas can be read.";
        const fetch = fetchFor(workspaceId, credential);
        reader = load(schema, { address, fetch, signal: limit, meanwhile, by: "the Topic node" });
        remember(readers, key, reader);
        // Those that wait now share the answer.
        reader.catch((thrown: unknown) => askAgain(key, thrown));
      }
      const read = await reader;
      return asRefusal(() => read(schema.bytes));
    },
  };
}

/** `path`: where the registry has it. `bytes`: what its reader takes. */
type SchemaName = { path: string; name: string; bytes: Uint8Array };

/** What is behind the id in the header, as the place of a message of Protobuf, belongs before the value. */
function inHeader(header: Uint8Array, value: Uint8Array): SchemaName {
  const found = named(header);
  if (found) return { ...found, bytes: found.bytes.length === 0 ? value : Buffer.concat([found.bytes, value]) };
  const words = `The header “${schemaHeader}” does not name a schema: it is neither a byte 0 and an id, nor a byte 1 and a GUID.`;
  throw new PatchbayError("bad_input", words);
}

function inFront(bytes: Uint8Array): SchemaName {
  const found = bytes[0] === 0 ? named(bytes) : undefined;
  if (found) return found;
  const words =
    "The value does not name a schema: it does not begin with a byte 0 and an id, as serializers for a schema registry write it.";
  throw new PatchbayError("bad_input", words);
}

function named(bytes: Uint8Array): SchemaName | undefined {
  const [kind] = bytes;
  const behind = bytes.subarray(1);
  if (kind === 0 && behind.length >= idBytes) {
    const id = new DataView(behind.buffer, behind.byteOffset).getUint32(0);
    return { path: `schemas/ids/${id}`, name: `${id}`, bytes: behind.subarray(idBytes) };
  }
  if (kind !== 1 || behind.length < guidBytes) return undefined;
  const guid = uuidOf(behind.subarray(0, guidBytes));
  return { path: `schemas/guids/${guid}`, name: guid, bytes: behind.subarray(guidBytes) };
}

async function readerOf({ schema, schemaType, references }: Schema, ask: Asking): Promise<Reader> {
  const kind = schemaType ?? "AVRO";
  if (kind === "JSON") return readJson;
  const files = await readReferences(references ?? [], ask);
  if (kind === "AVRO") {
    const texts = files.map(({ text }) => text);
    return asRefusal(() => avroReader(schema, texts));
  }
  if (kind === "PROTOBUF") return await protobufReader(schema, files);
  throw new PatchbayError("bad_input", `The value has a schema of the kind ${kind}; Avro, JSON and Protobuf are read.`);
}

/** What fails for a schema or a value, as one that is nested too deeply, would fail again: the event is not to wait for it. */
function asRefusal<T>(work: () => T): T {
  try {
    return work();
  } catch (thrown) {
    if (thrown instanceof PatchbayError) throw thrown;
    throw unreadable(
      thrown instanceof RangeError
        ? "It or its schema is nested too deeply, or has a number out of range."
        : String(thrown),
    );
  }
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

function remember<Value>(known: Map<string, Value>, key: string, value: Value): void {
  known.set(key, value);
  const [oldest] = known.keys();
  if (known.size > mostSchemas && oldest !== undefined) known.delete(oldest);
}
