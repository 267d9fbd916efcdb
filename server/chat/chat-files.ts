/** Files that came with the messages of a conversation, for those whose conversation it is. */
import { PatchbayError } from "../../lib/errors.ts";
import { FileRef } from "../../lib/values/values.ts";
import type { Database } from "../../platform/database/db.ts";
import { type FileDeps, readFile } from "../../platform/files/files.ts";
import { type ChatScope, within } from "./chat-scope.ts";

/** One may have come with several messages. */
export async function filesIn(prisma: Database, scope: ChatScope, conversationId: string): Promise<FileRef[]> {
  const turns = await prisma.chatTurn.findMany({
    where: { conversation: { ...within(scope), id: conversationId } },
    select: { files: true },
  });
  return turns.flatMap(({ files }) => FileRef.array().parse(files));
}

/** Throws `not_found` for a file that did not come with one of its messages, and for one that has been deleted. */
export async function readChatFile(
  { prisma, stores }: { prisma: Database; stores: FileDeps["stores"] },
  scope: ChatScope,
  { conversationId, fileId }: { conversationId: string; fileId: string },
): Promise<Uint8Array> {
  const files = await filesIn(prisma, scope, conversationId);
  if (!files.some(({ id }) => id === fileId)) {
    throw new PatchbayError("not_found", "There is no such file in this conversation.");
  }
  return (await readFile({ prisma, stores }, scope.workspaceId, fileId)).data;
}
