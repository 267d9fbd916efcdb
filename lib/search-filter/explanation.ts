/** How a chunk was found, as the collection's page and the REST API show it. */
import * as z from "zod";
import { Document } from "../values/values.ts";

const Place = z.object({
  score: z.number().meta({ description: "From 0 to 1." }),
  rank: z
    .number()
    .int()
    .nullable()
    .meta({ description: "1 is the best; null: behind those that were looked at first." }),
});

export const Explanation = z.object({
  meaning: Place.nullable().meta({ description: "The similarity of the embeddings." }),
  words: Place.extend({ found: z.array(z.string()) })
    .nullable()
    .meta({ description: "The share of the query's words that the chunk has, and which they are." }),
  fused: z.number().nullable().meta({ description: "Of both rankings together, by which hybrid search orders." }),
  reranked: z.number().nullable().meta({ description: "What the reranker said." }),
});
export type Explanation = z.infer<typeof Explanation>;

export const SearchedChunk = Document.extend({ explained: Explanation.exactOptional() });
export type SearchedChunk = z.infer<typeof SearchedChunk>;
