import type pg from "pg";
import { type EmbeddingChoice, NextEmbedding } from "../lib/documents/embedding-choice.ts";
import { PatchbayError } from "../lib/errors.ts";
import { canonicalJson } from "../lib/values/keys/canonical-json.ts";
import { embeddingModel } from "../nodes/models/built-in/embeddings.ts";
import { givenLong, inTransaction } from "../platform/database/in-transaction.ts";
import { jsonText } from "../platform/database/json-text.ts";
import { type EmbedDeps, embedOf } from "./embed.ts";
import { clearNextVectors, startReembedding } from "./reembed/sql/statements.ts";
import type { CollectionRecord } from "./views.ts";

const TRY_MS = 30_000;

/** What is known of a choice after it has embedded a word: a model that cannot be reached is refused now, not in the background. */
export async function tryEmbedding(
  deps: EmbedDeps,
  { workspaceId, model }: { workspaceId: string; model: EmbeddingChoice },
): Promise<NextEmbedding> {
  const isOnBoard = model?.provider === "built-in" || model?.provider === "default";
  if (model === null || (isOnBoard && model.model === "")) {
    return { model: null, name: embeddingModel.name, dimensions: embeddingModel.dimensions };
  }
  const embed = embedOf(deps, { workspaceId, embeddingModel: model });
  const [vector = []] = await embed(["Patchbay"], AbortSignal.timeout(TRY_MS), "documents");
  const name = isOnBoard ? model.model : `${model.provider}/${model.model}`;
  return { model, name, dimensions: vector.length };
}

/**
 * Has all vectors made anew with another model, in the background; until they are all there, searches use the old ones. The
 * model that the collection has already takes back a change that is under way.
 */
export async function changeEmbedding(
  { pool, ...deps }: EmbedDeps & { pool: pg.Pool },
  collection: CollectionRecord,
  model: EmbeddingChoice,
): Promise<void> {
  if (collection.driver !== "postgres") {
    const message =
      "The embedding of a collection in Pinecone is chosen when it is made, since its index has one dimension. Make a new collection with the other embedding.";
    throw new PatchbayError("conflict", message);
  }
  const next = await tryEmbedding(deps, { workspaceId: collection.workspaceId, model });
  const isPresent = canonicalJson(next.model) === canonicalJson(collection.embeddingModel);
  const { id } = collection;
  await inTransaction(pool, async (client) => {
    await client.query(startReembedding({ id, next: isPresent ? null : jsonText(NextEmbedding.parse(next)) }));
    // Of another model that was asked for before.
    await givenLong(client, clearNextVectors({ collectionId: id }));
  });
}
