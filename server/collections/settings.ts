import { z } from "zod";
import type { CollectionRow, Drivers } from "./drivers.ts";
import { PineconeSettings } from "./pinecone-settings.ts";

const common = {
  name: z.string().trim().min(1, "Give the collection a name.").max(100, "A name may have 100 characters."),
  description: z.string().trim().max(2000).default(""),
  /** Set by the seed, which finds its collections again by it. */
  exampleKey: z.string().max(100).optional(),
};

/** How a new collection is asked for. `settings` are its driver's. */
export const NewCollection = z.strictObject({
  ...common,
  driver: z.enum(["postgres", "pinecone"]).default("postgres"),
  settings: z.union([PineconeSettings, z.strictObject({})]).default({}),
});
export type NewCollectionInput = z.input<typeof NewCollection>;

/** Fails at once, while somebody is looking, rather than at the first document. */
export async function checkSettings(drivers: Drivers, collection: CollectionRow): Promise<void> {
  const driver = await drivers.open(collection);
  await driver.count();
}
