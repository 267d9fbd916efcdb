/**
 * Files of visitors. One that is uploaded belongs to the link and the browser that sent it, until a message takes it along; from
 * then on it is a part of the conversation and goes with it. Strangers fill the storage of a workspace: so a link holds so much,
 * one visitor a part of it, and less of what was not sent.
 */
import { PatchbayError } from "../../lib/errors.ts";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { FileRef } from "../../lib/values/values.ts";
import type { Database } from "../../platform/database/db.ts";
import { type FileDeps, keepOrDrop, keepStaged, type NewFile, stageFile } from "../../platform/files/files.ts";
import { makeRateLimit, type RateLimit } from "../limits/rate-limits.ts";
import type { OpenShareLink } from "../sharing/share.ts";
import { filesIn } from "./chat-files.ts";
import type { VisitorScope } from "./visitor.ts";

/** What one link may hold that was not sent. */
const mostUnsent = { files: 100, bytes: 200_000_000 };
/** One visitor may hold a fifth of what the link may: the others have room, too. */
const visitorsPart = 1 / 5;
const minute = 60_000;
/** Uploads through one link, and those of one visitor. */
const uploads: RateLimit = makeRateLimit({ max: 60, windowMs: minute });
const uploadsOfVisitor: RateLimit = makeRateLimit({ max: 20, windowMs: minute });

type Link = Pick<OpenShareLink, "id" | "canRun" | "takesFiles" | "fileMegabytes">;

export function assertTakesFiles({ canRun, takesFiles }: Pick<Link, "canRun" | "takesFiles">): void {
  if (!canRun || !takesFiles) throw new PatchbayError("forbidden", "This chat takes no files.");
}

/** Before the content is read. `bytes`: as many as the request says that it has. */
export async function assertMayUpload(
  prisma: Database,
  { link, scope: { visitor } }: { link: Link; scope: VisitorScope },
  bytes: number,
): Promise<void> {
  assertTakesFiles(link);
  uploadsOfVisitor(visitor.hash);
  uploads(link.id);
  await assertRoom(prisma, { link, visitorHash: visitor.hash, bytes });
}

type Upload = { link: Link; visitorHash: string; bytes: number };

async function assertRoom(
  prisma: Pick<Database, "visitorFile">,
  { link: { id: shareLinkId, fileMegabytes }, visitorHash, bytes }: Upload,
): Promise<void> {
  const held = async (where: { sentAt?: null; visitorHash?: string }) => {
    const sums = { _count: true, _sum: { bytes: true } } as const;
    const { _count, _sum } = await prisma.visitorFile.aggregate({ where: { shareLinkId, ...where }, ...sums });
    return { files: _count, bytes: (_sum.bytes ?? 0) + bytes };
  };
  const unsent = await held({ sentAt: null });
  if (unsent.files >= mostUnsent.files || unsent.bytes > mostUnsent.bytes) {
    const words = "Too many files are waiting to be sent in this chat. Try again later.";
    throw new PatchbayError("too_many", words, { retryAfterMs: 10 * minute });
  }
  const most = fileMegabytes * 1_000_000;
  if ((await held({})).bytes > most) throw new PatchbayError("forbidden", fullLink);
  const own = most * visitorsPart;
  if ((await held({ visitorHash })).bytes > own) throw new PatchbayError("forbidden", fullVisitor(own));
}

const fullLink =
  "This chat has no room for this file. Delete your conversations with files that you no longer need, or tell the people who shared this page.";
const fullVisitor = (most: number) =>
  `Your files in this chat may have ${formatBytes(most)} together. Delete a conversation with files that you no longer need.`;

/** Throws as `assertMayUpload` where others have taken the room meanwhile, or a request without a length had more than it. */
export async function keepVisitorFile(
  deps: FileDeps,
  { link, scope: { workspaceId, visitor } }: { link: Link; scope: VisitorScope },
  given: NewFile,
): Promise<FileRef> {
  const staged = await stageFile(deps, given);
  return await keepOrDrop(deps, staged, () =>
    deps.prisma.$transaction(async (tx) => {
      const { shareLinkId, hash: visitorHash } = visitor;
      // This write is the lock: other uploads through the link wait for the end of this transaction.
      await tx.shareLink.updateMany({ where: { id: shareLinkId }, data: { lastUsedAt: new Date() } });
      await assertRoom(tx, { link, visitorHash, bytes: staged.bytes });
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
    where: { id: { in: [...ids] }, visitorFile: { shareLinkId, visitorHash, sentAt: null } },
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
  if (ids.length === 0) return;
  await prisma.visitorFile.updateMany({
    where: { fileId: { in: [...ids] }, sentAt: null },
    data: { sentAt: new Date() },
  });
}
