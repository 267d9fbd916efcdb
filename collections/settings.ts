import { z } from "zod";
import { CollectionStore } from "../lib/documents/collection.ts";
import { EmbeddingChoice } from "../lib/documents/embedding-choice.ts";
import { PatchbayError } from "../lib/errors.ts";
import { Json } from "../lib/values/json.ts";
import type { Prisma } from "../prisma/generated/client.ts";
import { PineconeSettings } from "./pinecone/pinecone-settings.ts";

/** Where chunks can live, each with its settings. */
const driverSettings: Record<CollectionStore, z.ZodType<Prisma.InputJsonObject>> = {
  postgres: z.strictObject({}),
  pinecone: PineconeSettings,
};

/** How a new collection is asked for. `settings` are its driver's. */
export const NewCollection = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1, "Give the collection a name.")
    .max(100, "A name can have at most 100 characters.")
    .meta({ pattern: "\\S" }),
  description: z.string().trim().max(2000, "A description can have at most 2,000 characters.").default(""),
  driver: CollectionStore.default("postgres"),
  // Said in JSON Schema here; parseNewCollection below checks them, and its messages name the path.
  settings: z
    .record(z.string(), Json)
    .default({})
    .meta({ description: "None for postgres.", anyOf: [{ maxProperties: 0 }, z.toJSONSchema(PineconeSettings)] }),
  embedding: EmbeddingChoice.default(null),
  /** Set by the seed, which finds its collections again by it. */
  exampleKey: z.string().max(100).exactOptional(),
});
export type NewCollectionInput = z.input<typeof NewCollection>;

const { name, description } = NewCollection.shape;
/** Without the default, which partial() would put in the place of a description that is left out. */
export const CollectionChange = z.strictObject({ name: name.optional(), description: description.unwrap().optional() });
export type CollectionChange = z.input<typeof CollectionChange>;

/** Throws `bad_input` with the path of what is wrong. */
export function parseNewCollection(given: NewCollectionInput) {
  const input = parseInput(NewCollection, given);
  const settings = parseInput(driverSettings[input.driver], input.settings, "settings");
  return { ...input, settings };
}

export function parseInput<T>(schema: z.ZodType<T>, given: unknown, at?: string): T {
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map(({ path, message }) => ({
    path: [...(at === undefined ? [] : [at]), ...path].join("."),
    message,
  }));
  throw new PatchbayError("bad_input", issues[0]?.message ?? "These settings cannot be used.", { issues });
}
