/** What was learnt of models from their servers' answers, over restarts and for all workers. */
import type { Database } from "./database/db.ts";

export function openLearntStore(prisma: Database) {
  return {
    async read(credentialId: string, model: string): Promise<string[]> {
      const where = { credentialId_model: { credentialId, model } };
      return (await prisma.learntModel.findUnique({ where }))?.traits ?? [];
    },
    /** Throws when the credential has been deleted meanwhile. */
    async write(credentialId: string, model: string, traits: readonly string[]): Promise<void> {
      const where = { credentialId_model: { credentialId, model } };
      const data = { traits: [...traits] };
      await prisma.learntModel.upsert({ where, create: { credentialId, model, ...data }, update: data });
    },
  };
}
