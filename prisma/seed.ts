/**
 * Puts the examples and their collections into the owner's workspace. Runs when Patchbay starts and something of it has
 * changed; running it again does no harm. What a person has changed stays as it is, and what a person has deleted stays
 * away. Documents are only queued here: a worker embeds them as soon as one is up.
 */

import { openCollections } from "../collections/collections.ts";
import { openDrivers } from "../collections/drivers.ts";
import { topics } from "../lib/messages.ts";
import type { Broker } from "../platform/broker/broker.ts";
import type { Db } from "../platform/database/db.ts";
import { ensureOwner } from "../server/auth/owner.ts";
import {
  type Example,
  type ExampleBody,
  type ExampleCollection,
  type ExampleIds,
  exampleBodies,
  exampleCollections,
} from "../server/examples/example.ts";
import { examples } from "../server/examples/examples.ts";
import {
  type CollectionsAt,
  ensureCollection,
  findCollection,
  refreshCollection,
} from "../server/examples/seed-collection.ts";
import {
  type At,
  addExample,
  bodyHere,
  examplesHere,
  refreshExample,
  wasHere,
} from "../server/examples/seed-pipeline.ts";

/** `broker` notifies running workers at once; without it they find the documents by polling. */
export type SeedOptions = { db: Db; broker?: Pick<Broker, "publish"> };

export async function seed({ db, broker = silent }: SeedOptions): Promise<void> {
  const { prisma, pool } = db;
  const { workspaceId, userId } = await ensureOwner(prisma);
  const drivers = openDrivers({ pool, pinecone: { readCredential: async () => undefined } });
  const collections = openCollections({ prisma, pool, broker, drivers, embed: embedNothing }, workspaceId);
  const collectionsAt = { prisma, collections, workspaceId };
  const at = { db, workspaceId, createdBy: userId };
  if (await isFresh(db, workspaceId)) {
    for (const key of exampleCollections) await ensureCollection(collectionsAt, key);
  }
  for (const key of exampleCollections) await refreshCollection(collectionsAt, key);
  const ids = await idsOf(collectionsAt);
  const here = await examplesHere(at);
  for (const example of examples) await putExample(at, { example, ids, isHere: here.has(example.key) });
}

type Put = { example: Example; ids: Partial<Record<ExampleCollection, string>>; isHere: boolean };

async function putExample(at: At, { example, ids, isHere }: Put): Promise<void> {
  const bodies = await bodiesOf(at);
  // Without its collection or what it runs inside itself, which may have been deleted, an example is of no use.
  if (example.uses.some((key) => ids[key] === undefined)) return;
  if (example.runs?.some((key) => !bodies.has(key))) return;
  const graphs = { draft: graphWith("ref"), frozen: graphWith("frozen") };
  if (isHere) await refreshExample(at, example.key, graphs);
  else if (!(await wasHere(at, graphs.draft))) await addExample(at, example, graphs);

  function graphWith(kind: "ref" | "frozen") {
    const own: ExampleIds = {
      handbook: ids.handbook ?? "",
      books: ids.books ?? "",
      "judge-a-review": bodies.get("judge-a-review")?.[kind] ?? { id: "" },
    };
    return example.graph(own);
  }
}

async function bodiesOf(at: At) {
  const found = await Promise.all(exampleBodies.map(async (key) => [key, await bodyHere(at, key)] as const));
  type Body = NonNullable<(typeof found)[number][1]>;
  return new Map(found.flatMap(([key, body]): [ExampleBody, Body][] => (body ? [[key, body]] : [])));
}

/** No pipeline was ever published here, so the examples were not here either. */
async function isFresh({ prisma }: Db, workspaceId: string): Promise<boolean> {
  return (await prisma.snapshot.count({ where: { workspaceId }, take: 1 })) === 0;
}

async function idsOf(at: CollectionsAt): Promise<Partial<Record<ExampleCollection, string>>> {
  const ids: Partial<Record<ExampleCollection, string>> = {};
  for (const key of exampleCollections) {
    const id = await findCollection(at, key);
    if (id !== undefined) ids[key] = id;
  }
  return ids;
}

const silent: Pick<Broker, "publish"> = { publish: async () => {} };

async function embedNothing(): Promise<never> {
  throw new Error(`the seed embeds nothing; workers do, who listen to ${topics.documents}`);
}
