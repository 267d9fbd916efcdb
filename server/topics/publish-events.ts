import { type ErrorIssue, PatchbayError } from "../../lib/errors.ts";
import { formatBytes } from "../../lib/format-bytes.ts";
import { bytesOf } from "../../lib/topics/topic.ts";
import { canonicalJson } from "../../lib/values/keys/canonical-json.ts";
import type { EventSchema, NewEvent, Published } from "../../lib/views/live/topic-views.ts";
import type { SchemaChoice } from "../../nodes/events/registry/write/schema-writers.ts";
import { sha256 } from "../../platform/ids.ts";
import type { TopicRow } from "../../platform/topics/topic-log.ts";
import type { KeyedRequest } from "../../platform/topics/topics.ts";
import { noCredential } from "../../platform/vault/credentials.ts";
import type { AppContext } from "../app-context.ts";

type Asked = {
  topic: TopicRow;
  events: readonly NewEvent[];
  /** By which the values are written; without one, text is taken as it is and other values as JSON. */
  schema?: EventSchema | undefined;
  idempotencyKey?: string | undefined;
};

const mostIssues = 20;
/** Of the values of a request once they are written: defaults of a schema can make much of little. */
const mostWritten = 20_000_000;

/** The same Idempotency-Key publishes each event of a request once, for a day. Throws `conflict` for other events under it. */
export async function publishEvents(app: AppContext, asked: Asked): Promise<Published> {
  const { topic, events, idempotencyKey } = asked;
  const request = idempotencyKey === undefined ? undefined : keyed(asked, idempotencyKey);
  const values = await valuesOf(app, asked);
  const places = await app.topics.publishTo(
    topic,
    events.map(({ key, headers, timestamp, partition }, index) => ({
      ...{ key: bytesOf(key), value: values[index] ?? null, partition },
      headers: Object.entries(headers).map(([name, text]) => ({ name, value: bytesOf(text) })),
      timestamp: timestamp === undefined ? undefined : Date.parse(timestamp),
      effect: request && { id: sha256(JSON.stringify([request.id, request.digest, index])), runId: undefined },
    })),
    request,
  );
  return { events: places.map(({ partition, offset }) => ({ partition, offset: Number(offset) })) };
}

function keyed({ topic, events, schema }: Asked, idempotencyKey: string): KeyedRequest {
  const asked = schema === undefined ? events : { schema, events };
  return { id: sha256(JSON.stringify([topic.id, idempotencyKey])), digest: sha256(canonicalJson(asked)) };
}

async function valuesOf(app: AppContext, { topic, events, schema }: Asked): Promise<(Uint8Array | null)[]> {
  if (schema === undefined) return events.map(({ value }) => bytesOf(value));
  const { workspaceId } = topic;
  const { registry, credential, subject = `${topic.name}-value`, version, message } = schema;
  await demandCredential(app, { workspaceId, id: credential });
  const choice: SchemaChoice = { registry, credential, subject, version: String(version), message };
  const call = { workspaceId, signal: new AbortController().signal };
  const values: (Uint8Array | null)[] = [];
  const issues: ErrorIssue[] = [];
  let bytes = 0;
  for (const [index, { value }] of events.entries()) {
    try {
      const written = value === null ? null : await app.schemaWriters.write(value, choice, call);
      bytes += written?.length ?? 0;
      if (bytes > mostWritten) throw tooMuch(index);
      values.push(written);
    } catch (thrown) {
      issues.push(...issuesOf(thrown, index));
      if (issues.length >= mostIssues) break;
    }
  }
  if (issues.length > 0) throw unfitting(issues);
  return values;
}

/** Throws what is wrong with the schema and not with the event. */
function issuesOf(thrown: unknown, index: number): ErrorIssue[] {
  if (!(thrown instanceof PatchbayError) || thrown.issues === undefined) throw thrown;
  return thrown.issues.map(({ path, message }) => {
    return { path: `events.${index}.value${path === "" ? "" : `.${path}`}`, message };
  });
}

function tooMuch(index: number): PatchbayError {
  const words = `By the schema, the first ${index + 1} values have more than ${formatBytes(mostWritten)}. Publish fewer events at once. Nothing was published.`;
  return new PatchbayError("too_large", words);
}

function unfitting(issues: readonly ErrorIssue[]): PatchbayError {
  const [{ path, message }] = [...issues, { path: "", message: "" }];
  const words = `The request is not valid. ${path}: ${message} Nothing was published.`;
  return new PatchbayError("bad_input", words, { issues });
}

async function demandCredential({ db }: AppContext, of: { workspaceId: string; id: string }): Promise<void> {
  if (of.id !== "" && (await db.prisma.credential.count({ where: of })) === 0) throw noCredential();
}
