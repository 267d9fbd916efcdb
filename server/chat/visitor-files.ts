/**
 * Files of visitors. One that is uploaded belongs to the link and the browser that sent it, until a message takes it along; from
 * then on it is a part of the conversation and goes with it.
 */
import { PatchbayError } from "../../lib/errors.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { Database } from "../../platform/database/db.ts";
import { type FileDeps, keepOrDrop, keepStaged, type NewFile, stageFile } from "../../platform/files/files.ts";
import { makeRateLimit, type RateLimit } from "../limits/rate-limits.ts";
import type { OpenShareLink } from "../sharing/share.ts";
import { filesIn } from "./chat-files.ts";
import type { VisitorScope } from "./visitor.ts";

/** What one link may hold that was not sent: strangers fill the storage of a workspace. */
const mostUnsent = { files: 100, bytes: 200_000_000 };
const minute = 60_000;
/** Uploads through one link. */
const uploads: RateLimit = makeRateLimit({ max: 60, windowMs: minute });

export function assertTakesFiles({ canRun, takesFiles }: Pick<OpenShareLink, "canRun" | "takesFiles">): void {
  if (!canRun || !takesFiles) throw new PatchbayError("forbidden", "This chat takes no files.");
}

/** Before the content is read. `bytes`: as many as the request says that it has. */
export async function assertMayUpload(
  prisma: Database,
  link: Pick<OpenShareLink, "id" | "canRun" | "takesFiles">,
  bytes: number,
): Promise<void> {
  assertTakesFiles(link);
  uploads(link.id);
  await assertRoomUnsent(prisma, link.id, bytes);
}

async function assertRoomUnsent(
  prisma: Pick<Database, "visitorFile">,
  shareLinkId: string,
  bytes: number,
): Promise<void> {
  const { _count, _sum } = await prisma.visitorFile.aggregate({
    where: { shareLinkId },
    _count: true,
    _sum: { bytes: true },
  });
  if (_count < mostUnsent.files && (_sum.bytes ?? 0) + bytes <= mostUnsent.bytes) return;
  const words = "Too many files are waiting to be sent in this chat. Try again later.";
  throw new PatchbayError("too_many", words, { retryAfterMs: 10 * minute });
}

/** Throws `too_many` where others have taken the room meanwhile, or a request without a length had more than it. */
export async function keepVisitorFile(
  deps: FileDeps,
  { workspaceId, visitor }: VisitorScope,
  given: NewFile,
): Promise<FileRef> {
  const staged = await stageFile(deps, given);
  return await keepOrDrop(deps, staged, () =>
    deps.prisma.$transaction(async (tx) => {
      const { shareLinkId, hash: visitorHash } = visitor;
      // This write is the lock: other uploads through the link wait for the end of this transaction.
      await tx.shareLink.updateMany({ where: { id: shareLinkId }, data: { lastUsedAt: new Date() } });
      await assertRoomUnsent(tx, shareLinkId, staged.bytes);
      const file = await keepStaged(tx, workspaceId, staged);
      await tx.visitorFile.create({ data: { fileId: file.id, shareLinkId, visitorHash, bytes: file.bytes } });
      return file;
    }),
  );
}

/** What this browser has uploaded, or sent in this conversation before, as it was uploaded. Throws `not_found` for all else. */
export async function filesOfVisitor(
  prisma: Database,
  scope: VisitorScope,
  { conversationId, ids }: { conversationId: string; ids: readonly string[] },
): Promise<FileRef[]> {
  if (ids.length === 0) return [];
  const { shareLinkId, hash: visitorHash } = scope.visitor;
  const select = { id: true, name: true, mime: true, bytes: true } as const;
  const unsent = await prisma.file.findMany({
    where: { id: { in: [...ids] }, visitorFile: { shareLinkId, visitorHash } },
    select,
  });
  const known = new Map([...(await filesIn(prisma, scope, conversationId)), ...unsent].map((file) => [file.id, file]));
  return ids.map((id) => {
    const file = known.get(id);
    if (!file) throw new PatchbayError("not_found", "A file of this message is not there any more. Attach it again.");
    return file;
  });
}

/** They are a part of their conversation now. */
export async function noteSent(prisma: Database, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await prisma.visitorFile.deleteMany({ where: { fileId: { in: [...ids] } } });
}
