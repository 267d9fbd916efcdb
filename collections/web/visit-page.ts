import { createHash } from "node:crypto";
import { DocumentMetadata } from "../../lib/documents/document-metadata.ts";
import { asPatchbayError, PatchbayError } from "../../lib/errors.ts";
import { topics } from "../../lib/messages.ts";
import { canonicalJson } from "../../lib/values/keys/canonical-json.ts";
import { extractDocuments } from "../../nodes/documents/extract.ts";
import { askFor, fileOf, titleOf, type Web } from "../../nodes/documents/web/load-page.ts";
import type { Robots } from "../../nodes/documents/web/robots.ts";
import { publishBestEffort } from "../../platform/broker/publish-best-effort.ts";
import { keepOrDrop, keepStaged, stageFile } from "../../platform/files/files.ts";
import { noObjectStores } from "../../platform/files/object-store.ts";
import { newId } from "../../platform/ids.ts";
import { assertRoom } from "../../platform/quotas/assert-room.ts";
import { deleteDocument } from "../delete-document.ts";
import { type ClaimedSource, type RefreshDeps, SourceLost } from "./source.ts";
import { markVisited } from "./sql/statements.ts";

/** A page that is to be visited, with what is known of the document that it has become (sql/next-page.sql). */
export type Page = {
  id: string;
  address: string;
  documentId: string | null;
  etag: string | null;
  lastModified: string | null;
  hash: string | null;
  bytesSoFar: number;
};

type Visit = { source: ClaimedSource; page: Page; robotsOf(address: string): Promise<Robots> };
type Result = {
  state: "added" | "changed" | "unchanged" | "failed" | "gone";
  error?: string;
  etag?: string | null;
  lastModified?: string | null;
  hash?: string;
  bytes?: number;
  /** With this text. */
  documentId?: string;
  /** What becomes the document of the page. */
  file?: { name: string; data: Uint8Array };
};

/** Asks for a page, has it become a document when it is new or has changed, and writes what came of it. */
export async function visitPage(deps: RefreshDeps, visit: Visit, web: Web): Promise<{ pauseMs: number }> {
  const { page, source, robotsOf } = visit;
  const robots = await robotsOf(page.address).catch((error: unknown) => {
    if (web.signal.aborted) throw error;
    return error;
  });
  const result = await read(visit, robots, web).catch((error: unknown): Result => {
    if (web.signal.aborted) throw error;
    return { state: "failed", error: asPatchbayError(error).userMessage };
  });
  await write(deps, { source, page, result }).catch(async (error: unknown) => {
    if (!(error instanceof PatchbayError) || error.code !== "over_quota") throw error;
    await write(deps, { source, page, result: { state: "failed", error: error.userMessage } });
  });
  return { pauseMs: isRobots(robots) ? robots.pauseMs : 0 };
}

function isRobots(robots: unknown): robots is Robots {
  return typeof robots === "object" && robots !== null && "allows" in robots;
}

async function read({ source, page, robotsOf }: Visit, robots: unknown, web: Web): Promise<Result> {
  const { address, documentId } = page;
  const hasDocument = documentId !== null;
  if (!isRobots(robots)) throw asPatchbayError(robots);
  if (!robots.allows(address)) return { state: "failed", error: disallowed(address) };
  if (page.bytesSoFar >= source.mostMegabytes * 1_000_000) {
    const error = `The pages before it have ${source.mostMegabytes} MB, as much as this source may read at a time.`;
    return { state: "failed", error };
  }
  const { response, failure } = await askFor(address, {
    ...{ ...web, headers: { ...web.headers, ...conditions(page) } },
    // A site may send readers to a page that it, or another site, does not let programs read.
    async mayFollow(target) {
      if ((await robotsOf(target)).allows(target)) return;
      throw new PatchbayError("provider_refused", `It redirects to ${target.slice(0, 300)}. ${disallowed(target)}`);
    },
  });
  if (response.status === 304 && hasDocument) return { state: "unchanged" };
  if (response.status === 404 || response.status === 410)
    return { state: "gone", error: `${address} returned ${response.status}.` };
  if (failure) throw failure;
  const file = fileOf(address, response);
  const parts = await extractDocuments(file, "part", web.signal);
  const title = await titleOf(file);
  const hash = createHash("sha256")
    .update(canonicalJson([title, ...parts.map(({ text, metadata }) => ({ text, metadata }))]))
    .digest("hex");
  const [etag, lastModified] = [response.headers.get("etag"), response.headers.get("last-modified")];
  const seen = { etag, lastModified, hash, bytes: file.data.byteLength };
  if (hasDocument && hash === page.hash) return { state: "unchanged", ...seen, documentId };
  return { state: hasDocument ? "changed" : "added", ...seen, documentId: newId(), file };
}

function disallowed(address: string): string {
  return `The robots.txt of ${new URL(address).host} does not allow to read this page.`;
}

/** Only while its document is there: a server that says “not changed” sends nothing that could become one. */
function conditions({ documentId, etag, lastModified }: Page): Record<string, string> {
  if (documentId === null) return {};
  return {
    ...(etag === null ? {} : { "if-none-match": etag }),
    ...(lastModified === null ? {} : { "if-modified-since": lastModified }),
  };
}

type Written = { source: ClaimedSource; page: Page; result: Result };

/** The document and the state of the page come together, or not at all. */
async function write(deps: RefreshDeps, { source, page, result }: Written): Promise<void> {
  const { prisma, broker, stores = noObjectStores } = deps;
  const { collectionId, workspaceId } = source;
  const { file, state, error, etag, lastModified, hash, documentId, bytes = 0 } = result;
  const mark = markVisited({
    ...{ sourceId: source.id, token: source.token, round: source.round, id: page.id, state, bytes },
    ...{ error: error ?? null, etag: etag ?? null, lastModified: lastModified ?? null, hash: hash ?? null },
    documentId: documentId ?? null,
  });
  const given = file && { name: file.name, mime: "", data: new Uint8Array(file.data) };
  const staged = given && (await stageFile({ prisma, stores }, given));
  const put = () =>
    prisma.$transaction(async (tx) => {
      if ((await tx.$executeRawUnsafe(mark.text, ...mark.values)) === 0) throw new SourceLost();
      if (!staged || documentId === undefined) return [];
      const named = { collectionId, name: page.address };
      const earlier = await tx.document.findMany({ where: { ...named, fileId: { not: null } }, ...newestFirst });
      const { id: fileId, ...rest } = await keepStaged(tx, workspaceId, staged);
      await assertRoom(tx, workspaceId, { quota: "chunks" });
      const data = { ...rest, ...named, ...keptOf(earlier), id: documentId, fileId, replaces: true };
      await tx.document.create({ data });
      return earlier.filter(({ status }) => status === "failed");
    });
  const failed = staged ? await keepOrDrop({ prisma }, staged, put) : await put();
  if (!staged) return;
  // Else one more of them would stay with each refresh.
  for (const { id } of failed) await deleteDocument(deps, workspaceId, id).catch(unlessNotFound);
  await publishBestEffort(broker, [{ topic: topics.documents, key: collectionId, value: { collectionId } }]);
}

const newestFirst = {
  select: { id: true, status: true, metadata: true, chunkSize: true, chunkUnit: true },
  orderBy: [{ createdAt: "desc" as const }, { id: "desc" as const }],
};

/** What people have set of the document whose place another one takes. */
function keptOf([newest]: readonly { metadata: unknown; chunkSize: number; chunkUnit: string }[]) {
  if (!newest) return {};
  const { metadata, chunkSize, chunkUnit } = newest;
  return { metadata: DocumentMetadata.catch({}).parse(metadata), chunkSize, chunkUnit };
}

export function unlessNotFound(error: unknown): void {
  if (!(error instanceof PatchbayError && error.code === "not_found")) throw error;
}
