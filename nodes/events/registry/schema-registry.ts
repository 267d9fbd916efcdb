/**
 * Values in the form of Confluent's serializers: a byte 0, the id of a schema in four bytes, then the value. The schema comes
 * from a registry, by the REST interface that Confluent has published and Apicurio, Redpanda and Karapace have too.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { PatchbayError } from "../../../lib/errors.ts";
import type { HttpFetch } from "../../../lib/http.ts";
import { parseJson } from "../../../lib/values/exact-json.ts";
import type { Json } from "../../../lib/values/json.ts";
import { avroReader } from "./avro.ts";
import { unreadable } from "./byte-reader.ts";
import { protobufReader } from "./protobuf.ts";
import { type Asking, getSchema, hostOf, readReferences, type Schema } from "./registry-client.ts";

type RegistryAt = { workspaceId: string; address: string; credential: string };
export type SchemaRegistries = {
  /** Throws `bad_input` for a value that cannot be read, and `unavailable` while the registry does not give its schema. */
  read(bytes: Uint8Array, at: RegistryAt): Promise<Json>;
};

/** The client for requests with a credential of a workspace, or without one. */
export type FetchFor = (workspaceId: string, credential: string) => HttpFetch;
type Reader = (bytes: Uint8Array) => Json;

const headBytes = 5;
const mostSchemas = 1000;
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
      const found = await getSchema(ask, `schemas/ids/${id}`);
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
        const meanwhile = "Events wait until their schemas can be read.";
        const fetch = fetchFor(workspaceId, credential);
        reader = load(id, { address, fetch, signal: limit, meanwhile, by: "the Topic node" });
        remember(readers, key, reader);
        // Those that wait now share the answer.
        reader.catch((thrown: unknown) => askAgain(key, thrown));
      }
      const read = await reader;
      return asRefusal(() => read(bytes.subarray(headBytes)));
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
