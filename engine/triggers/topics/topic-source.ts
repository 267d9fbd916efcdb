/** The source of Topic nodes: each event of a topic is one run. */
import { z } from "zod";
import { PatchbayError } from "../../../lib/errors.ts";
import { isWebAddress } from "../../../lib/settings/needed-settings.ts";
import { PlainJson } from "../../../lib/values/json.ts";
import { schemaHeader } from "../../../nodes/events/registry/schema-registry.ts";
import { schemaIssues } from "../../../nodes/json-schema/json-schema.ts";
import { evaluateJsonata } from "../../../nodes/jsonata/evaluate.ts";
import type { TriggerSettings, TriggerSource } from "../trigger-source.ts";
import { openClusterLog } from "./cluster-log.ts";
import { batchValues, fits, isTombstone, readValues } from "./reading/read-event.ts";

const Settings = z.object({
  cluster: z.string().default(""),
  group: z.string().default(""),
  topic: z.string(),
  start: z.enum(["latest", "earliest", "time", "committed"]),
  startTime: z.string(),
  format: z.enum(["json", "text", "bytes", "cloudevent", "registry"]),
  // Triggers that were switched on before there were these have none.
  per: z.enum(["event", "batch"]).default("event"),
  batchSize: z.number().default(500),
  batchWindowMs: z.number().default(1000),
  registry: z.string().default(""),
  registryCredential: z.string().default(""),
  schema: z.record(z.string(), PlainJson),
  filter: z.string(),
  order: z.enum(["key", "partition", "none"]),
  concurrency: z.number(),
  ack: z.enum(["accepted", "succeeded"]),
  attempts: z.number(),
  tombstones: z.enum(["skip", "run"]),
  whenDeleted: z.enum(["continue", "stop"]),
});

type Settings = z.infer<typeof Settings>;
const parsed = new WeakMap<TriggerSettings, Settings>();

/** Parsed once for each claim, and not for each event. */
function settingsOf(settings: TriggerSettings): Settings {
  const known = parsed.get(settings) ?? Settings.parse(settings);
  parsed.set(settings, known);
  return known;
}

export const topicSource: TriggerSource = {
  type: "topic-trigger",
  runTrigger: "topic",
  open: () => ({ progress: {}, dueAt: null }),
  take: () => ({ state: { progress: {}, dueAt: null } }),
  upcoming: () => [],
  listening: {
    async open(topics, { workspaceId, nodeId, settings }) {
      const { topic: name, cluster, group } = settingsOf(settings);
      if (name === "") {
        const where = cluster === "" ? "of the page Topics" : "of the cluster";
        throw refused(nodeId, "topic", `No topic is named. Open the settings of the Topic node and name one ${where}.`);
      }
      if (cluster !== "") return await openClusterLog(topics, { workspaceId, nodeId, cluster, topic: name, group });
      const topic = await topics.find(workspaceId, name);
      return { id: `own/${topic.id}`, topic, log: topics.log };
    },

    async check(_log, { nodeId, settings }) {
      const { filter, schema, start, startTime, format, registry } = settingsOf(settings);
      if (format === "registry" && !isWebAddress(registry))
        throw refused(
          nodeId,
          "registry",
          "Write the address of the schema registry, such as https://registry.example.com.",
        );
      if (start === "time" && Number.isNaN(Date.parse(startTime)))
        throw refused(nodeId, "startTime", "The start time is missing. Write it as 2027-01-31T09:00:00Z.");
      const { signal } = new AbortController();
      // What fits is not asked: whether they can be used is.
      await schemaIssues(schema, null, signal).catch(refuse(nodeId, "schema"));
      if (filter.trim() !== "") await evaluateJsonata(filter, {}, { signal }).catch(refuse(nodeId, "filter"));
    },

    async away(topics, { workspaceId, settings }) {
      const { cluster } = settingsOf(settings);
      const log = cluster === "" ? topics.log : (await topics.clusters.open(workspaceId, cluster)).log;
      return await log.away?.();
    },

    async start({ topic, log }, settings) {
      const { start, startTime } = settingsOf(settings);
      if (start === "committed") return undefined;
      if (start === "time") return await log.offsetsAt(topic, Date.parse(startTime));
      const ends = await log.ends(topic);
      return ends.map(({ partition, first, next }) => ({ partition, offset: start === "earliest" ? first : next }));
    },

    rules(settings) {
      const { per, batchSize: size, batchWindowMs: windowMs, ...rules } = settingsOf(settings);
      return { ...rules, batch: per === "batch" ? { size, windowMs } : undefined };
    },

    together: batchValues,

    async read(event, { log, settings, schemas, signal }) {
      const { format, tombstones, filter, schema, registry: address, registryCredential } = settingsOf(settings);
      if (tombstones === "skip" && isTombstone(event, format)) return { kind: "skipped" };
      try {
        const { workspaceId, name } = log.topic;
        // The last of a name counts, as in Kafka's own clients.
        const header = event.headers.findLast((one) => one.name === schemaHeader)?.value;
        const at = { workspaceId, address, credential: registryCredential, header };
        const values = await readValues(event, { format, topic: name, decode: (value) => schemas.read(value, at) });
        return (await fits(values, { filter, schema }, signal)) ? { kind: "run", values } : { kind: "skipped" };
      } catch (thrown) {
        if (thrown instanceof PatchbayError && thrown.code === "bad_input")
          return { kind: "poison", error: thrown.userMessage };
        throw thrown;
      }
    },
  },
};

/** Says of which setting an error is. What passes by itself is thrown as it is. */
function refuse(nodeId: string, setting: string) {
  return (thrown: unknown): never => {
    if (thrown instanceof PatchbayError && !thrown.canRetry) throw refused(nodeId, setting, thrown.userMessage);
    throw thrown;
  };
}

function refused(nodeId: string, setting: string, message: string): PatchbayError {
  return new PatchbayError("bad_input", message, { nodeId, issues: [{ path: setting, message }] });
}
