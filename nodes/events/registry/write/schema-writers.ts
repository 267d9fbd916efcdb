/** Values in the form of Confluent's serializers, by a schema that a registry has already: none is ever registered here. */
import { z } from "zod";
import { PatchbayError } from "../../../../lib/errors.ts";
import { stringifyJson } from "../../../../lib/values/exact-json.ts";
import { Json } from "../../../../lib/values/json.ts";
import { type JsonSchema, schemaIssues } from "../../../json-schema/json-schema.ts";
import { type AskedBy, type Asking, getSchema, hostOf, readReferences, type Schema } from "../registry-client.ts";
import type { FetchFor } from "../schema-registry.ts";
import { unfit } from "./byte-writer.ts";
import { avroWriter } from "./write-avro.ts";
import { protobufWriter } from "./write-protobuf.ts";

/** `version`: a number, or latest. `credential`: empty for none. `message`: of a Protobuf schema; empty for its first one. */
export type SchemaChoice = {
  registry: string;
  credential: string;
  subject: string;
  version: string;
  message: string;
};
export type SchemaWriters = {
  /** Throws `bad_input` for a value that does not fit, and `unavailable` while the registry does not answer. */
  write(value: Json, choice: SchemaChoice, call: { workspaceId: string; signal: AbortSignal }): Promise<Uint8Array>;
};

type Writer = { id: number; write(value: Json, signal: AbortSignal): Promise<Uint8Array> };

const mostSchemas = 1000;
const timeoutMs = 15_000;
/** Newer versions of a subject count after so long. */
const latestForMs = 10_000;
const AnySchema = z.union([z.boolean(), z.record(z.string(), Json)]);
const tooDeep = "The schema is nested too deeply. Nothing was published.";

export function openSchemaWriters(fetchFor: FetchFor, by: AskedBy = "the Publish event node"): SchemaWriters {
  const writers = new Map<string, Promise<Writer>>();

  function find(choice: SchemaChoice, workspaceId: string): Promise<Writer> {
    const { registry, credential, subject, version, message } = choice;
    const key = JSON.stringify([workspaceId, registry, credential, subject, version, message]);
    const known = writers.get(key);
    if (known) return known;
    const fetch = fetchFor(workspaceId, credential);
    const signal = AbortSignal.timeout(timeoutMs);
    const ask = { address: registry, fetch, signal, meanwhile: "Nothing was published.", by };
    const loading = load(choice, ask).catch((thrown: unknown) => {
      throw thrown instanceof RangeError ? new PatchbayError("bad_input", tooDeep) : thrown;
    });
    writers.set(key, loading);
    const [oldest] = writers.keys();
    if (writers.size > mostSchemas && oldest !== undefined) writers.delete(oldest);
    const forget = () => void (writers.get(key) === loading && writers.delete(key));
    // Steps that wait now share the answer.
    loading.then(() => version === "latest" && setTimeout(forget, latestForMs).unref(), forget);
    return loading;
  }

  return {
    async write(value, choice, { workspaceId, signal }) {
      const { id, write } = await find(choice, workspaceId);
      const head = new Uint8Array(5);
      new DataView(head.buffer).setUint32(1, id);
      return Buffer.concat([head, await write(value, signal)]);
    },
  };
}

async function load({ subject, version, registry, message }: SchemaChoice, ask: Asking): Promise<Writer> {
  const found = await getSchema(ask, `subjects/${encodeURIComponent(subject)}/versions/${version}`);
  if (!found) {
    const which = version === "latest" ? "schema" : `version ${version}`;
    const words = `The registry ${hostOf(registry)} has no ${which} of the subject “${subject}”. Nothing was published.`;
    throw new PatchbayError("bad_input", words);
  }
  const { id } = found;
  if (typeof id !== "number" || id < 0 || id > 0xffff_ffff) {
    const words = `What ${hostOf(registry)} answered has no id of the schema. Check the address of the registry.`;
    throw new PatchbayError("unavailable", words);
  }
  return { id, write: await writerOf(found, message, ask) };
}

async function writerOf(
  { schema, schemaType, references }: Schema,
  message: string,
  ask: Asking,
): Promise<Writer["write"]> {
  const kind = schemaType ?? "AVRO";
  const files = await readReferences(references ?? [], ask);
  if (kind === "AVRO") {
    const texts = files.map(({ text }) => text);
    return withoutOverflow(avroWriter(schema, texts));
  }
  if (kind === "PROTOBUF") return withoutOverflow(await protobufWriter(schema, files, message));
  if (kind === "JSON" && files.length === 0) return jsonWriter(schema);
  const what = kind === "JSON" ? "JSON schemas that refer to others" : `schemas of the kind ${kind}`;
  throw new PatchbayError("bad_input", `Values are written by Avro, JSON and Protobuf schemas, and not by ${what}.`);
}

function jsonWriter(text: string): Writer["write"] {
  const schema = parseSchema(text);
  return async (value, signal) => {
    if (schema === false) throw unfit("", "The schema is `false`, which nothing fits.");
    const [first] = typeof schema === "object" ? await schemaIssues(schema, value, signal) : [];
    if (first) throw unfit(first.path, first.message);
    return new TextEncoder().encode(stringifyJson(value));
  };
}

function parseSchema(text: string): JsonSchema | boolean {
  const words = "The schema that the registry has is no JSON schema. Nothing was published.";
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new PatchbayError("bad_input", words);
  }
  const schema = AnySchema.safeParse(parsed);
  if (!schema.success) throw new PatchbayError("bad_input", words);
  return schema.data;
}

function withoutOverflow(write: (value: Json) => Uint8Array): Writer["write"] {
  return async (value) => {
    try {
      return write(value);
    } catch (thrown) {
      if (thrown instanceof RangeError) throw unfit("", "It is nested too deeply.");
      throw thrown;
    }
  };
}
