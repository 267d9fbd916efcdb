import { z } from "zod";

/** Which index of Pinecone holds a collection. Each collection has a namespace of its own in it. */
export const PineconeSettings = z.strictObject({
  index: z
    .string()
    .regex(/^[a-z0-9-]{1,45}$/, "The name of a Pinecone index has small letters, digits and hyphens, at most 45."),
  /** The credential with the API key; without one, PINECONE_API_KEY of this server. */
  credential: z.string().max(64).optional(),
});
export type PineconeSettings = z.infer<typeof PineconeSettings>;
