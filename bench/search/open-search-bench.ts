import type pg from "pg";
import { type Collections, openCollections } from "../../collections/collections.ts";
import type { CollectionDriver, CollectionRow } from "../../collections/driver.ts";
import { type Drivers, openDrivers } from "../../collections/drivers.ts";
import type { Embed } from "../../collections/embed.ts";
import { defaultModelRef } from "../../lib/models/models.ts";
import { openModels } from "../../nodes/models/models.ts";
import { openDb } from "../../platform/database/db.ts";
import { applyMigrations } from "../../scripts/migrate.ts";
import { openBenchPostgres } from "../postgres.ts";
import { formerDriver } from "./former-driver.ts";

export type SearchBench = AsyncDisposable & {
  /** The same collections, searched as it was and as it is. */
  versions: { former: Collections; now: Collections };
  pool: pg.Pool;
  drivers: Drivers;
  embed: Embed;
  /** With one document, which has the collection's id. */
  create(name: string): Promise<string>;
  find(id: string): Promise<CollectionRow>;
};

/** A database with everything a search needs, the embedding model in its process included. */
export async function openSearchBench(): Promise<SearchBench> {
  await using stack = new AsyncDisposableStack();
  const postgres = stack.use(await openBenchPostgres());
  const url = await postgres.database("search");
  await applyMigrations(url);
  const db = openDb(url, { max: 4 });
  stack.defer(() => db.close());
  await db.prisma.workspace.create({ data: { id: "w", name: "w", defaultModel: defaultModelRef } });
  const models = openModels({
    home: process.env.PATCHBAY_HOME ?? ".patchbay",
    mode: "all",
    readCredential: async () => undefined,
    readDefaultModel: async () => defaultModelRef,
  });
  stack.defer(() => models.close());
  const embed: Embed = models.embed;
  const drivers = openDrivers({ pool: db.pool, pinecone: { readCredential: async () => undefined } });
  // A former driver keeps its vectors, so each collection has one.
  const opened = new Map<string, CollectionDriver>();
  const former: Drivers = {
    async open(collection) {
      const { id } = collection;
      const driver = opened.get(id) ?? formerDriver(db.pool, await drivers.open(collection), id);
      opened.set(id, driver);
      return driver;
    },
  };
  const open = (of: Drivers) =>
    openCollections({ ...db, broker: { publish: async () => {} }, drivers: of, embed }, "w");
  const now = open(drivers);
  const owned = stack.move();
  return {
    versions: { former: open(former), now },
    pool: db.pool,
    drivers,
    embed,
    async create(name) {
      const { id } = await now.create({ name });
      await db.prisma.document.create({ data: { id, collectionId: id, name, mime: "text/plain", bytes: 1 } });
      return id;
    },
    find: (id) => db.prisma.collection.findUniqueOrThrow({ where: { id } }),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
