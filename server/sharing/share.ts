/**
 * Share links: anyone who has the token sees one published version and, if allowed, runs it. A link takes a token and
 * inputs and nothing else; what it shows holds no ids of credentials or collections.
 */

import { PatchbayError } from "../../lib/errors.ts";
import { Graph } from "../../lib/graph/graph.ts";
import type { Json } from "../../lib/values/json.ts";
import { type SharedPipeline, type ShareLinkView, SharePage } from "../../lib/views/api-views.ts";
import type { Database } from "../../platform/database/db.ts";
import { newId, newToken, sha256 } from "../../platform/ids.ts";
import { makeSharedAsk } from "../limits/share-asks.ts";
import { sharedCheckMs } from "../limits/while-allowed.ts";

export type NewShareLink = {
  workspaceId: string;
  pipelineId: string;
  versionNumber: number;
  page: SharePage;
  canRun: boolean;
  /** Visitors of its chat may send files. */
  takesFiles?: boolean | undefined;
  /** How many megabytes they may hold together; without it, the usual number. */
  fileMegabytes?: number | undefined;
  /** How many runs it is good for; without it any number. */
  maxRuns?: number | undefined;
  expiresAt?: Date | undefined;
  createdBy?: string | undefined;
};

export async function createShareLink(prisma: Database, ask: NewShareLink): Promise<{ id: string; token: string }> {
  const {
    workspaceId,
    pipelineId,
    versionNumber,
    page,
    canRun,
    takesFiles = false,
    fileMegabytes,
    maxRuns,
    expiresAt,
    createdBy,
  } = ask;
  const version = await prisma.pipelineVersion.count({
    where: { pipelineId, number: versionNumber, pipeline: { workspaceId } },
  });
  if (version === 0) throw new PatchbayError("not_found", `This pipeline has no version ${versionNumber} to share.`);
  const token = newToken("share");
  const id = newId();
  await prisma.shareLink.create({
    data: {
      id,
      workspaceId,
      pipelineId,
      versionNumber,
      page,
      canRun,
      takesFiles: page === "chat" && canRun && takesFiles,
      ...(fileMegabytes === undefined ? {} : { fileMegabytes }),
      maxRuns: maxRuns ?? null,
      tokenHash: sha256(token),
      expiresAt: expiresAt ?? null,
      createdBy: createdBy ?? null,
    },
  });
  return { id, token };
}

/** The links that still work, newest first: a revoked or expired one opens nothing and is not listed. */
export async function listShareLinks(
  prisma: Database,
  workspaceId: string,
  pipelineId: string,
): Promise<ShareLinkView[]> {
  const pipeline = await prisma.pipeline.findFirst({
    where: { id: pipelineId, workspaceId },
    select: { shareLinks: { where: stillWorks(), orderBy: { createdAt: "desc" } } },
  });
  if (!pipeline) throw new PatchbayError("not_found", "There is no pipeline with this id.");
  const held = await heldBytes(prisma, pipeline.shareLinks);
  return pipeline.shareLinks.map((link) => ({
    id: link.id,
    pipelineId,
    versionNumber: link.versionNumber,
    page: SharePage.parse(link.page),
    canRun: link.canRun,
    takesFiles: link.takesFiles,
    fileMegabytes: link.fileMegabytes,
    fileBytes: held.get(link.id) ?? 0,
    maxRuns: link.maxRuns,
    runs: link.runs,
    createdAt: link.createdAt.toISOString(),
    expiresAt: link.expiresAt?.toISOString() ?? null,
    lastUsedAt: link.lastUsedAt?.toISOString() ?? null,
  }));
}

/** What the visitors of each link have sent, or are about to send. */
async function heldBytes(prisma: Database, links: readonly { id: string }[]): Promise<Map<string, number>> {
  const sums = await prisma.visitorFile.groupBy({
    by: ["shareLinkId"],
    where: { shareLinkId: { in: links.map(({ id }) => id) } },
    _sum: { bytes: true },
  });
  return new Map(sums.map(({ shareLinkId, _sum }) => [shareLinkId, _sum.bytes ?? 0]));
}

/** What its visitors hold already stays, also when it is more than that. */
export async function limitFiles(
  prisma: Database,
  workspaceId: string,
  { id, fileMegabytes }: { id: string; fileMegabytes: number },
): Promise<void> {
  const where = { id, workspaceId, ...stillWorks() };
  const { count } = await prisma.shareLink.updateMany({ where, data: { fileMegabytes } });
  if (count === 0) throw noLinkHere();
}

const stillWorks = () => ({ revokedAt: null, OR: [{ expiresAt: null }, { expiresAt: { gt: new Date() } }] });

/** The conversations behind it are deleted, and what was not sent yet; their runs stay in the run history. */
export async function revokeShareLink(prisma: Database, workspaceId: string, id: string): Promise<void> {
  const where = { id, workspaceId, revokedAt: null };
  const { count } = await prisma.shareLink.updateMany({ where, data: { revokedAt: new Date() } });
  if (count === 0) throw noLinkHere();
  await prisma.conversation.deleteMany({ where: { shareLinkId: id } });
  await prisma.visitorFile.deleteMany({ where: { shareLinkId: id, sentAt: null } });
}

export type OpenShareLink = {
  id: string;
  workspaceId: string;
  pipelineId: string;
  versionNumber: number;
  canRun: boolean;
  takesFiles: boolean;
  fileMegabytes: number;
  snapshotId: string;
  shared: SharedPipeline;
};

const share = makeSharedAsk<number>(sharedCheckMs);

/** Only whether the link still works, for streams of those who have opened it. Throws as openShareLink does. */
export async function assertShareLink(prisma: Database, token: string, page: SharePage = "pipeline"): Promise<void> {
  const tokenHash = sha256(token);
  const where = { tokenHash, page, ...stillWorks() };
  const count = await share(prisma, `${page} ${tokenHash}`, () => prisma.shareLink.count({ where }));
  if (count === 0) throw noLink();
}

/** What the token opens. A wrong, revoked or expired token, and one of a link that shows another page, are answered alike. */
export async function openShareLink(
  prisma: Database,
  token: string,
  page: SharePage = "pipeline",
): Promise<OpenShareLink> {
  const link = await prisma.shareLink.findFirst({
    where: { tokenHash: sha256(token), page, ...stillWorks() },
    include: { pipeline: true },
  });
  if (!link) throw noLink();
  const { id, workspaceId, pipelineId, versionNumber, canRun, takesFiles, fileMegabytes, maxRuns, runs, pipeline } =
    link;
  const where = { pipelineId_number: { pipelineId, number: versionNumber } };
  const version = await prisma.pipelineVersion.findUnique({ where, include: { snapshot: true } });
  if (!version) throw noLink();
  prisma.shareLink.updateMany({ where: { id }, data: { lastUsedAt: new Date() } }).catch(() => {});
  const shared = {
    name: pipeline.name,
    description: pipeline.description,
    graph: withoutIds(Graph.parse(version.snapshot.graph)),
    version: versionNumber,
    canRun,
    runsLeft: maxRuns === null ? null : Math.max(0, maxRuns - runs),
  };
  const rules = { canRun, takesFiles, fileMegabytes };
  return { id, workspaceId, pipelineId, versionNumber, ...rules, snapshotId: version.snapshotId, shared };
}

/** Starts a run as one of those that the link is good for; a start that fails is not counted. */
export async function countingRun<Started>(
  prisma: Database,
  linkId: string,
  start: () => Promise<Started>,
): Promise<Started> {
  const counted = await prisma.shareLink.updateMany({
    where: { id: linkId, OR: [{ maxRuns: null }, { runs: { lt: prisma.shareLink.fields.maxRuns } }] },
    data: { runs: { increment: 1 } },
  });
  if (counted.count === 0) {
    const message = "This link has been used for all the runs that it allows. Ask the sender for a new one.";
    throw new PatchbayError("forbidden", message);
  }
  try {
    return await start();
  } catch (thrown) {
    await prisma.shareLink.updateMany({ where: { id: linkId }, data: { runs: { decrement: 1 } } });
    throw thrown;
  }
}

/** A run that was started through this very link. Any other run does not exist for its holder. */
export async function assertLinkRun(prisma: Database, linkId: string, runId: string): Promise<void> {
  const found = await prisma.run.count({ where: { id: runId, shareLinkId: linkId } });
  if (found === 0) throw new PatchbayError("not_found", "There is no such run behind this link.");
}

function noLinkHere(): PatchbayError {
  return new PatchbayError("not_found", "There is no share link with this id.");
}

function noLink(): PatchbayError {
  return new PatchbayError("not_found", "This link does not work. Ask the sender for a new one.");
}

/** Settings that name things of the workspace, at any depth. A frozen body has an id beside its snapshot. */
const hidden = new Set(["credential", "credentialId", "collection", "collectionId", "file", "files", "snapshotId"]);

function withoutIds(graph: Graph): Graph {
  const nodes = Object.entries(graph.nodes).map(([id, node]) => [id, { ...node, config: strip(node.config) }]);
  return Graph.parse({ ...graph, nodes: Object.fromEntries(nodes) });
}

function strip(value: Json): Json {
  if (Array.isArray(value)) return value.map(strip);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]) =>
      hidden.has(key) || (key === "id" && "snapshotId" in value) ? [] : [[key, strip(inner)]],
    ),
  );
}
