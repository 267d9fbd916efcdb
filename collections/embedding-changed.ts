import { PatchbayError } from "../lib/errors.ts";

/** All vectors of a collection were exchanged for those of another model meanwhile: the same call works when it is made again. */
export class EmbeddingChanged extends PatchbayError {
  constructor() {
    super("unavailable", "The embedding of this collection has just been changed. Try again.");
    this.name = "EmbeddingChanged";
  }
}

/** Makes a call again with what is true of the collection by then. */
export async function withPresentEmbedding<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof EmbeddingChanged) || attempt === ATTEMPTS) throw error;
    }
  }
}

const ATTEMPTS = 3;
