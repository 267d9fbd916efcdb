import { setTimeout as sleep } from "node:timers/promises";
import { PatchbayError } from "../../lib/errors.ts";
import type { Json } from "../../lib/values/json.ts";
import { type CollectionDriver, type CollectionRow, chunkId, type Match, type Query } from "../driver.ts";
import { searchedText } from "../embed.ts";
import { depthFor, type Fused, fuse, type Ranked } from "../search/fuse.ts";
import { rankByWords } from "../search/word-share.ts";
import { asPineconeError } from "./pinecone-errors.ts";
import { pineconeFilter } from "./pinecone-filter.ts";
import { type KnownHosts, openNamespace, type PineconeAccess } from "./pinecone-index.ts";
import { asMatch, asRecord } from "./pinecone-record.ts";

const UPSERT = 100;
const DELETE = 1000;
const FETCH = 100;
/** Pinecone finds by meaning only: so many of the nearest are then ranked by their words. Answers have a limit, 4 MB. */
const WORD_DEPTH = { hybrid: 200, text: 500 } as const;
/** How long writes may take until all readers see them; usually seconds. */
const SETTLE_MS = 60_000;

/** Chunks in a serverless index of Pinecone: a namespace for each collection, the text in the metadata. */
export async function openPinecone(
  access: PineconeAccess & { hosts: KnownHosts },
  collection: CollectionRow,
): Promise<CollectionDriver> {
  const index = await openNamespace(access, collection);
  const namespace = collection.id;
  let lastWritten: string | undefined;

  const count = async () => {
    const { namespaces } = await call(() => index.describeIndexStats());
    return namespaces?.[namespace]?.recordCount ?? 0;
  };

  return {
    // Words are looked for among the nearest, so even a search by words needs a vector.
    needsVector: () => true,

    async upsert(chunks, signal) {
      for (let done = 0; done < chunks.length; done += UPSERT) {
        const records = chunks.slice(done, done + UPSERT).map(asRecord);
        await call(() => index.upsert({ records }), signal);
        lastWritten = records.at(-1)?.id;
      }
    },

    // Writes become visible in their order, so the last one speaks for all.
    async settle(signal) {
      const id = lastWritten;
      if (id === undefined) return;
      await until(async () => id in (await call(() => index.fetch({ ids: [id] }), signal)).records, signal);
      lastWritten = undefined;
    },

    regive: (documentId, given) => regive(index, documentId, given),

    async deleteDocument(documentId) {
      // The list may lag behind: it is asked until it stays empty, and deleting twice does no harm.
      await until(async () => {
        const ids = await idsOf(index, documentId);
        for (let done = 0; done < ids.length; done += DELETE) {
          await call(() => index.deleteMany({ ids: ids.slice(done, done + DELETE) })).catch(unlessGone);
        }
        return ids.length === 0;
      });
    },

    async deleteAll() {
      if ((await count()) === 0) return;
      await call(() => index.deleteAll()).catch(unlessGone);
      await until(async () => (await count()) === 0);
    },

    count,

    async chunks(documentId, { from, limit }) {
      const ids = Array.from({ length: limit }, (_, index) => chunkId(documentId, from + index));
      const records = new Map((await fetchRecords(index, ids)).map((record) => [record.id, record]));
      return ids.flatMap((id) => asMatch(id, undefined, records.get(id)?.metadata));
    },

    async vectors(ids, signal) {
      return (await fetchRecords(index, ids, signal)).map(({ id, values }) => ({ id, vector: values ?? [] }));
    },

    // The metadata of a chunk is one text there, by which nothing can be found.
    async find() {
      const words = "A collection in Pinecone cannot be looked up by a field. Keep it in Patchbay's database for that.";
      throw new PatchbayError("bad_input", words);
    },

    async search(asked, signal) {
      const { vector, mode, limit, filter } = asked;
      if (!vector) throw new PatchbayError("internal", "The search has no vector.", { message: `mode ${mode}` });
      const topK = mode === "vector" ? limit : Math.max(WORD_DEPTH[mode], depthFor(limit));
      const query = {
        vector: [...(await vector)],
        topK,
        includeMetadata: true,
        ...(filter && { filter: pineconeFilter(filter) }),
      };
      const answer = await call(() => index.query(query), signal);
      const matches = answer.matches.flatMap(({ id, score, metadata }) => asMatch(id, score, metadata));
      return rank(asked, matches);
    },
  };
}

type Index = Awaited<ReturnType<typeof openNamespace>>;

/** Their ids stand in the address, which must not be too long for what lies between. */
async function fetchRecords(index: Index, ids: readonly string[], signal?: AbortSignal) {
  const pages = Array.from({ length: Math.ceil(ids.length / FETCH) }, (_, page) =>
    ids.slice(page * FETCH, (page + 1) * FETCH),
  );
  const found = await Promise.all(pages.map((page) => call(() => index.fetch({ ids: page }), signal)));
  return found.flatMap(({ records }) => Object.values(records));
}

async function idsOf(index: Index, documentId: string): Promise<string[]> {
  const ids: string[] = [];
  let paginationToken: string | undefined;
  do {
    const page = await call(() =>
      index.listPaginated({ prefix: `${documentId}#`, ...(paginationToken && { paginationToken }) }),
    );
    ids.push(...(page.vectors ?? []).flatMap(({ id }) => id ?? []));
    paginationToken = page.pagination?.next || undefined;
  } while (paginationToken);
  return ids;
}

/** Writes the records anew: an update of their metadata takes no field away. */
async function regive(index: Index, documentId: string, given: { [key: string]: Json }): Promise<void> {
  const ids = await idsOf(index, documentId);
  for (let done = 0; done < ids.length; done += UPSERT) {
    const records = await fetchRecords(index, ids.slice(done, done + UPSERT));
    const chunks = records.flatMap(({ id, metadata, values }) =>
      asMatch(id, undefined, metadata).map((match) => ({ ...match, given, vector: values ?? [] })),
    );
    if (chunks.length > 0) await call(() => index.upsert({ records: chunks.map(asRecord) }));
  }
}

function rank({ mode, limit, text, minScore = 0 }: Query, nearest: readonly Match[]): Match[] {
  const isEnough = ({ score }: Ranked) => score >= minScore;
  if (mode === "vector") {
    const good = nearest.filter(isEnough).slice(0, limit);
    return good.map((match, index) => ({ ...match, how: { vector: { score: match.score, rank: index + 1 } } }));
  }
  const byWords = rankByWords(
    text,
    nearest.map((match) => ({ id: match.id, text: searchedText(match) })),
  );
  // Whole rankings: what is cut off one of them would count as unlike the query in it.
  const fused = mode === "text" ? byWords : fuse([nearest, byWords]);
  const ranked: (Ranked & Partial<Fused>)[] = fused.filter(isEnough);
  const byId = new Map(nearest.map((match, index) => [match.id, { match, rank: index + 1 }]));
  const words = new Map(byWords.map(({ id, score }, index) => [id, { score, rank: index + 1 }]));
  return ranked.slice(0, limit).flatMap(({ id, score, weight }) => {
    const found = byId.get(id);
    if (!found) return [];
    const how = {
      ...(mode === "hybrid" && { vector: { score: found.match.score, rank: found.rank } }),
      ...(words.has(id) && { words: words.get(id) ?? { score: 0, rank: null } }),
      ...(weight !== undefined && { fused: weight / 2 }),
    };
    return [{ ...found.match, score, how }];
  });
}

async function call<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  signal?.throwIfAborted();
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(new PatchbayError("cancelled", "Stopped.", { cause: signal?.reason }));
  signal?.addEventListener("abort", onAbort, { once: true });
  try {
    // The SDK knows no signals: its request ends by itself and is not awaited.
    return await Promise.race([ask(), aborted]);
  } catch (error) {
    throw asPineconeError(error);
  } finally {
    signal?.removeEventListener("abort", onAbort);
  }
}

async function until(isDone: () => Promise<boolean>, signal?: AbortSignal): Promise<void> {
  const deadline = Date.now() + SETTLE_MS;
  for (let wait = 50; !(await isDone()); wait = Math.min(wait * 2, 2000)) {
    if (Date.now() > deadline) {
      throw new PatchbayError("provider_busy", "Pinecone is slow to make new data visible. Try again later.");
    }
    await sleep(wait, undefined, { signal });
  }
}

/** Deleting the last records deletes the namespace; another process may have been faster. */
function unlessGone(error: unknown): void {
  if (error instanceof PatchbayError && error.message.includes("404")) return;
  throw error;
}
