/** The drivers that the conformance suite walks, each with a store of its own. */
import { type CollectionDriver, chunkId, type Match, type Query } from "../../../collections/driver.ts";
import { openDrivers } from "../../../collections/drivers.ts";
import { newId } from "../../../platform/ids.ts";
import { type TestDatabase, testDatabase } from "../../helpers/database.ts";
import { pineconeLoopback } from "../../helpers/pinecone/loopback.ts";
import { hashWords } from "../hashed-words.ts";

const { signal } = new AbortController();

export const animals = [
  "Cats sleep for most of the day and hunt at dusk.",
  "Dogs bark at strangers and love long walks.",
  "Owls hunt mice at night with silent wings.",
  "Error PB-4711 means that the wallet of the robot is empty.",
];

type Opened = AsyncDisposable & {
  open(documentIds: readonly string[]): Promise<CollectionDriver>;
  give(driver: CollectionDriver, documentId: string, metadata: Record<string, string | number>): Promise<void>;
};

export const driverKinds: Record<string, () => Promise<Opened>> = {
  async postgres() {
    const db = await testDatabase();
    const drivers = openDrivers({ ...db, pinecone: { readCredential: async () => undefined } });
    return {
      open: async (documentIds) => drivers.open(await makeCollection(db, documentIds, "postgres")),
      give: giveIn(db),
      [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
    };
  },
  async pinecone() {
    const db = await testDatabase();
    const loopback = await pineconeLoopback({ lagMs: 120 });
    const credential = { provider: "pinecone", baseUrl: loopback.baseUrl, secret: loopback.apiKey };
    const drivers = openDrivers({ ...db, pinecone: { readCredential: async () => credential } });
    return {
      open: async (documentIds) => drivers.open(await makeCollection(db, documentIds, "pinecone")),
      give: giveIn(db),
      async [Symbol.asyncDispose]() {
        await db[Symbol.asyncDispose]();
        await loopback[Symbol.asyncDispose]();
      },
    };
  },
};

export async function write(driver: CollectionDriver, documentId: string, texts: readonly string[]): Promise<void> {
  await driver.upsert(chunksOf(documentId, texts), signal);
  await driver.settle(signal);
}

export function chunksOf(documentId: string, texts: readonly string[]) {
  return texts.map((text, position) => ({
    id: chunkId(documentId, position),
    documentId,
    position,
    text,
    metadata: { source: `${documentId}.txt`, heading: "Animals", nested: { row: [position, null] } },
    vector: hashWords(text),
  }));
}

export async function search(driver: CollectionDriver, query: Query): Promise<Match[]> {
  return driver.search({ ...query, vector: hashWords(query.text) }, signal);
}

function giveIn({ prisma }: TestDatabase): Opened["give"] {
  return async (driver, id, metadata) => {
    await prisma.document.update({ where: { id }, data: { metadata } });
    await driver.regive(id, metadata);
  };
}

async function makeCollection({ prisma }: TestDatabase, documentIds: readonly string[], driver: string) {
  await prisma.workspace.upsert({ where: { id: "w" }, create: { id: "w", name: "W", defaultModel: {} }, update: {} });
  const id = newId();
  const collection = await prisma.collection.create({
    data: {
      id,
      workspaceId: "w",
      name: id,
      driver,
      settings: driver === "pinecone" ? { index: "patchbay", credential: "c" } : {},
      dimensions: 512,
      embedding: "hashed words",
      documents: { create: documentIds.map((each) => ({ id: each, name: each, mime: "text/plain", bytes: 1 })) },
    },
  });
  return collection;
}
