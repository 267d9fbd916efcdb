import { openCollections } from "../collections/collections.ts";
import { type OpenDrivers, openDrivers } from "../collections/drivers.ts";
import type { EmbedWith } from "../collections/embed.ts";
import { openProviderModels } from "../collections/provider-models.ts";
import { currentStep } from "../engine/tenure/step-context.ts";
import { PatchbayError } from "../lib/errors.ts";
import type { HttpFetch } from "../lib/http.ts";
import { defaultModelRef, ModelRef } from "../lib/models/models.ts";
import { bytesOf } from "../lib/topics/topic.ts";
import { defined } from "../lib/values/defined.ts";
import type { Services } from "../nodes/define.ts";
import { openSchemaWriters, type SchemaWriters } from "../nodes/events/registry/write/schema-writers.ts";
import type { ReadPrice } from "../nodes/models/answerer-model.ts";
import { type Models, openModels } from "../nodes/models/models.ts";
import type { Broker } from "../platform/broker/broker.ts";
import { kafkaSecurityOf } from "../platform/broker/kafka/kafka-settings.ts";
import type { Db } from "../platform/database/db.ts";
import type { Env } from "../platform/env.ts";
import { type FileDeps, readFile, saveFile } from "../platform/files/files.ts";
import { type ObjectStores, openObjectStores } from "../platform/files/object-store.ts";
import { makeGuardedFetch } from "../platform/guarded-fetch.ts";
import { makeHttpClient } from "../platform/http-client.ts";
import { openLearntStore } from "../platform/learnt-models.ts";
import { readLocalModel } from "../platform/local-models.ts";
import type { Log } from "../platform/log.ts";
import { type Mailer, makeMailer } from "../platform/mail/mailer.ts";
import { readPrice } from "../platform/model-prices.ts";
import { retryWhileUnavailable } from "../platform/retry/retry-while-unavailable.ts";
import { openSignIn, type SignIn } from "../platform/sign-in.ts";
import { openTopics } from "../platform/topics/open.ts";
import { makeRetryWhileAway, type RetryWhileAway } from "../platform/topics/retry-while-away.ts";
import type { Topics } from "../platform/topics/topics.ts";
import { type OpenCredential, readCredential } from "../platform/vault/credentials.ts";
import { secretsOf } from "../platform/vault/secrets.ts";
import { openVault } from "../platform/vault/vault.ts";
import { type Caller, openMeters, outsideOfRuns } from "../state/budget/meter.ts";
import { openCache } from "../state/cache/cache.ts";
import { openState, type State } from "../state/state.ts";
import { type ModelCopies, openModelCopies } from "./model-files/model-copies.ts";

export type WorkerServices = {
  stores: ObjectStores;
  topics: Topics;
  models: Models;
  embedWith: EmbedWith;
  drivers: OpenDrivers;
  /** The guarded client. */
  fetch: HttpFetch;
  /** What the nodes of one workspace's runs may ask for. Nothing in it reaches another workspace. */
  servicesFor(workspaceId: string): Services;
};

type Options = { db: Db; broker: Broker; env: Env; log?: Log };

export function openServices({ db, broker, env, log }: Options): WorkerServices {
  const { prisma, pool } = db;
  const vault = openVault(prisma, secretsOf(env));
  const { fetch, patientFetch } = fetchesOf(env);
  const http = makeHttpClient(fetch);
  const stores = openObjectStores(env);
  const copies = openModelCopies({ prisma, stores, home: env.PATCHBAY_HOME, log });
  const mailer = makeMailer({ privateHosts: env.PATCHBAY_PRIVATE_HOSTS });
  const signIn = openSignIn(http);
  const models = openModels({
    home: env.PATCHBAY_HOME,
    mode: env.PATCHBAY_MODELS,
    readCredential: async () => undefined,
    readDefaultModel: async () => defaultModelRef,
    learntStore: openLearntStore(prisma),
  });
  const read = (workspaceId: string, id: string) =>
    retryWhileUnavailable(() => readCredential({ prisma, vault, fetch: patientFetch }, workspaceId, id));
  const pinecone = { readCredential: read, apiKey: env.PINECONE_API_KEY, baseUrl: env.PINECONE_BASE_URL, fetch };
  const drivers = openDrivers({ pool, pinecone });
  const meters = openMeters(pool);
  const priceOf = (workspaceId: string, ...[names, provider]: Parameters<ReadPrice>) =>
    retryWhileUnavailable(() => readPrice(prisma, workspaceId, { names, provider }));
  const { embedWith, rerankWith } = openProviderModels(models, {
    ...{ readCredential: read, readPrice: priceOf },
    meterOf: (workspaceId) => meters.of(() => callerNow() ?? outsideOfRuns(workspaceId)),
  });
  const state = openState(pool);
  const topics = openTopics({
    ...{ kafkaBrokers: env.KAFKA_BROKERS, kafkaSecurity: kafkaSecurityOf(env), readCredential: read },
    ...{ privateHosts: env.PATCHBAY_PRIVATE_HOSTS, pool, clientId: "patchbay-worker", ...defined({ log }) },
  });
  const fetchWith = (workspaceId: string, id: string) => fetchAs(signIn, () => read(workspaceId, id));
  const schemas = openSchemaWriters((workspaceId, id) => (id === "" ? http : fetchWith(workspaceId, id)));
  const retryWhileAway = makeRetryWhileAway();
  return {
    ...{ models, drivers, topics, stores, embedWith, fetch: http },
    servicesFor(workspaceId) {
      const own = models.with({
        lane: workspaceId,
        meter: meters.of(callerNow),
        readCredential: (id) => read(workspaceId, id),
        readDefaultModel: () => readDefaultModel(prisma, workspaceId),
        readLocal: (key) => readLocal({ prisma, copies, home: env.PATCHBAY_HOME }, { workspaceId, key }),
        readPrice: (...asked) => priceOf(workspaceId, ...asked),
      });
      // A run's search takes turns with document ingestion, which embeds in a lane of its own.
      const collections = openCollections(
        { prisma, pool, broker, drivers, stores, embed: own.embed, embedWith, rerankWith },
        workspaceId,
      );
      return {
        models: own,
        // A step fails for what it does, not because our own database is unavailable for a moment.
        collections: {
          search: (id, query, signal) => retryWhileUnavailable(() => collections.search(id, query, signal), { signal }),
          find: (id, field, signal) => retryWhileUnavailable(() => collections.find(id, field, signal), { signal }),
          nearest: (id, query, signal) =>
            retryWhileUnavailable(() => collections.nearest(id, query, signal), { signal }),
          add: (id, documents, options) =>
            retryWhileUnavailable(() => collections.add(id, documents, options), options),
        },
        state: stateFor(state, workspaceId),
        cache: cacheFor(pool, workspaceId),
        topics: topicsOf({ topics, schemas, retryWhileAway, log }, workspaceId),
        mail: mailOf(mailer, (id) => read(workspaceId, id)),
        files: filesOf({ prisma, stores }, workspaceId),
        fetch: http,
        fetchAs: (id) => fetchWith(workspaceId, id),
      };
    },
  };
}

type LocalDeps = { prisma: Db["prisma"]; copies: ModelCopies; home: string };

async function readLocal({ prisma, copies, home }: LocalDeps, of: { workspaceId: string; key: string }) {
  const file = await retryWhileUnavailable(() => readLocalModel(prisma, { ...of, home }));
  return file && { ...file, bring: (signal: AbortSignal | undefined) => copies.bring(file, signal) };
}

/** A model on a slow machine may say nothing for longer than other servers; the timeout of its step ends it. */
function fetchesOf({ PATCHBAY_PRIVATE_HOSTS: privateHosts }: Env) {
  return { fetch: makeGuardedFetch({ privateHosts }), patientFetch: makeGuardedFetch({ privateHosts, idleMs: 0 }) };
}

/** The step that asks a model, wherever in its work it does. */
function callerNow(): Caller | undefined {
  const step = currentStep();
  if (!step) return undefined;
  const { run, call, budgets } = step;
  const { id: runId, workspaceId, pipelineId, token } = run;
  const isChild = run.parentId !== null;
  const caller = { runId, workspaceId, pipelineId, token, path: call.at.path, nodes: budgets };
  return { ...caller, isChild, own: run.budget !== null };
}

function stateFor(state: State, workspaceId: string): Services["state"] {
  return {
    get: (address, signal) => retryWhileUnavailable(() => state.get(workspaceId, address), { signal }),
    change: (address, change, call) =>
      retryWhileUnavailable(() => state.change(workspaceId, address, { change, call }), call),
  };
}

function cacheFor(pool: Db["pool"], workspaceId: string): Services["cache"] {
  const cache = openCache(pool);
  return {
    find: (ask, call) => retryWhileUnavailable(() => cache.find(workspaceId, ask, call), call),
    keep: (ask, output, call) => retryWhileUnavailable(() => cache.keep(workspaceId, { ask, output, call }), call),
    drop: (ask, call) => retryWhileUnavailable(() => cache.drop(workspaceId, ask, call), call),
  };
}

async function readDefaultModel(prisma: Db["prisma"], workspaceId: string): Promise<ModelRef> {
  const find = { where: { id: workspaceId }, select: { defaultModel: true } } as const;
  const row = await retryWhileUnavailable(() => prisma.workspace.findUnique(find));
  return ModelRef.safeParse(row?.defaultModel).data ?? defaultModelRef;
}

type Publishing = { topics: Topics; schemas: SchemaWriters; retryWhileAway: RetryWhileAway; log: Log | undefined };

function topicsOf({ topics, schemas, retryWhileAway, log }: Publishing, workspaceId: string): Services["topics"] {
  return {
    async publish(event, { signal, ...effect }) {
      const { topic: name, key, value, headers, cluster: credentialId, delivery } = event;
      const { schema } = event;
      const isWritten = schema !== undefined && value !== null;
      const published = {
        key: bytesOf(key),
        value: isWritten ? await schemas.write(value, schema, { workspaceId, signal }) : bytesOf(value),
        headers: headers.map((header) => ({ name: header.name, value: bytesOf(header.value) })),
      };
      const once = { ...published, effect: { id: effect.idempotencyKey, runId: effect.runId } };
      if (credentialId !== "") {
        const cluster = await topics.clusters.open(workspaceId, credentialId);
        const topic = await cluster.topic(workspaceId, name);
        const { partition, offset } = await cluster.publish(topic, delivery === "at most once" ? published : once);
        return { partition, offset: Number(offset) };
      }
      const topic = await retryWhileUnavailable(() => topics.find(workspaceId, name), { signal });
      const onAway = (err: unknown) =>
        log?.warn({ err, workspaceId, topic: name }, "an event waits to be published again");
      const publish = () => topics.publishTo(topic, [once]);
      // Topics in Postgres are away when the database is, and asked again as all else of it; once each, by the step's key.
      const [place] = await (topics.driver === "postgres"
        ? retryWhileUnavailable(publish, { signal })
        : retryWhileAway(publish, { topic: topic.id, signal, onAway }));
      if (!place) throw new Error("an event was published and has no place");
      return { partition: place.partition, offset: Number(place.offset) };
    },
  };
}

function mailOf(mailer: Mailer, read: (id: string) => Promise<OpenCredential | undefined>): Services["mail"] {
  return {
    async send(credentialId, mail, signal) {
      const credential = await read(credentialId);
      if (credential?.provider === "smtp") return await mailer.send(credential, mail, signal);
      const words = "The mail server of this node was deleted. Choose another one in its settings.";
      throw new PatchbayError("bad_input", words);
    },
  };
}

function filesOf(deps: FileDeps, workspaceId: string): Services["files"] {
  return {
    read: (fileId, signal) => retryWhileUnavailable(() => readFile(deps, workspaceId, fileId), { signal }),
    save: (file, signal) => retryWhileUnavailable(() => saveFile(deps, workspaceId, file), { signal }),
  };
}

function fetchAs(signIn: SignIn, readOwn: () => Promise<OpenCredential | undefined>): HttpFetch {
  return async (url, request) => {
    const credential = await readOwn();
    if (credential) return await signIn.of(credential)(url, request);
    const message = "The credential of this node was deleted. Choose another one in its settings.";
    throw new PatchbayError("bad_input", message);
  };
}
