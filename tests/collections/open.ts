import pino from "pino";
import { type Collections, openCollections } from "../../collections/collections.ts";
import { type Drivers, openDrivers } from "../../collections/drivers.ts";
import type { Embed, RerankWith } from "../../collections/embed.ts";
import type { PineconeAccess } from "../../collections/pinecone/pinecone-index.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Log } from "../../platform/log.ts";
import { type TestDatabase, testDatabase } from "../helpers/database.ts";
import { hashedWords } from "./hashed-words.ts";

export type Bench = AsyncDisposable & {
  db: TestDatabase;
  collections: Collections;
  /** Of another workspace. */
  others: Collections;
  drivers: Drivers;
  broker: LocalBroker;
  log: Log;
};

type LocalBroker = Pick<Broker, "publish" | "listen"> & { published: unknown[] };

/** A database with two workspaces and their collections. */
export async function openBench(
  options: { embed?: Embed; rerankWith?: RerankWith; pinecone?: PineconeAccess } = {},
): Promise<Bench> {
  const { embed = hashedWords, rerankWith, pinecone = { readCredential: async () => undefined } } = options;
  const db = await testDatabase();
  const workspaces = ["w1", "w2"].map((id) => ({ id, name: id, defaultModel: {} }));
  await db.prisma.workspace.createMany({ data: workspaces });
  const drivers = openDrivers({ ...db, pinecone });
  const broker = openLocalBroker();
  const deps = { ...db, broker: broker, drivers, embed, ...(rerankWith && { rerankWith }) };
  return {
    db,
    collections: openCollections(deps, "w1"),
    others: openCollections(deps, "w2"),
    drivers,
    broker,
    log: pino({ level: "silent" }),
    [Symbol.asyncDispose]: () => db[Symbol.asyncDispose](),
  };
}

/** The same database as another process has it open, with a memory of its own. */
export function openElsewhere(db: TestDatabase): Collections {
  const drivers = openDrivers({ ...db, pinecone: { readCredential: async () => undefined } });
  return openCollections({ ...db, broker: openLocalBroker(), drivers, embed: hashedWords }, "w1");
}

/** A broker within this process; the brokers have tests of their own. */
function openLocalBroker(): LocalBroker {
  const handlers = new Set<Parameters<Broker["listen"]>[0]["handle"]>();
  const published: unknown[] = [];
  return {
    published,
    async publish(messages) {
      published.push(...messages);
      for (const handle of handlers) handle(messages);
    },
    async listen({ handle }) {
      handlers.add(handle);
      return { close: async () => void handlers.delete(handle) };
    },
  };
}

export function textFile(name: string, text: string) {
  return { name, mime: "text/plain", data: new TextEncoder().encode(text) };
}

/** Paragraphs that make one chunk each. */
export function paragraphs(count: number): string {
  const one = (index: number) => `Paragraph ${index} is about subject${index}. `.repeat(24).trim();
  return Array.from({ length: count }, (_, index) => one(index)).join("\n\n");
}
