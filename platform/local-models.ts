/** Model files that workspaces have added, as workers run them. Adding them is the web process's (server/local-models). */
import { join } from "node:path";
import { LocalModelFacts } from "../lib/models/local-models.ts";
import type { Database } from "./database/db.ts";

/** Where files are kept, by the id of their row. */
export function localModelsFolder(home: string): string {
  return join(home, "models", "local");
}

export function localModelPath(home: string, id: string): string {
  return join(localModelsFolder(home), `${id}.gguf`);
}

/** The same while it still comes. */
export function localPartPath(home: string, id: string): string {
  return join(localModelsFolder(home), `${id}.part`);
}

/** A worker's copy while it still comes: the web process may fetch the same file anew in the same folder. */
export function localCopyPath(home: string, id: string): string {
  return join(localModelsFolder(home), `${id}.copy`);
}

/**
 * One that is or was ready, by the key that nodes have; whether its file is on this machine is
 * another question.
 */
export async function readLocalModel(
  prisma: Pick<Database, "localModel">,
  { workspaceId, key, home }: { workspaceId: string; key: string; home: string },
) {
  const row = await prisma.localModel.findUnique({ where: { workspaceId_key: { workspaceId, key } } });
  const facts = LocalModelFacts.safeParse(row?.facts).data;
  // What its header says is known as soon as the whole file was here once.
  if (!row || !facts) return undefined;
  const { id, name, context } = row;
  const { memoryBase, memoryPerToken } = facts;
  return { id, key, name, context, memoryBase, memoryPerToken, path: localModelPath(home, id) };
}
