import { z } from "zod";
import { readBlob } from "../../engine/history/read-runs.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { BlobRef } from "../../lib/run.ts";
import { timestampOf } from "../../lib/values/bounds.ts";
import type { Json } from "../../lib/values/json.ts";
import {
  type ApprovalPage,
  ApprovalStatus,
  type ApprovalView,
  type LinkedApproval,
} from "../../lib/views/approval-views.ts";
import type { Db } from "../../platform/database/db.ts";
import { sha256 } from "../../platform/ids.ts";
import { authorNames } from "../pipelines/pipeline-list.ts";
import { approvalUrl, type LinkEnv, noApproval } from "./approval-link.ts";
import { allApprovals, approvalById, approvalByToken, waitingApprovals } from "./sql/select-approvals.ts";

export type ListAsk = {
  workspaceId: string;
  pipelineId?: string | undefined;
  runId?: string | undefined;
  /** Also those that are over. */
  all?: boolean | undefined;
  cursor?: string | undefined;
  limit: number;
};
type Deps = { db: Db; env: LinkEnv };
/** `mayDecide`: anyone who asks may decide, and so may have the links. */
type Asker = { mayDecide: boolean };

const Row = z.object({
  id: z.string(),
  workspaceId: z.string(),
  runId: z.string(),
  pipelineId: z.string(),
  pipelineName: z.string(),
  nodeId: z.string(),
  iteration: z.string(),
  title: z.string(),
  message: z.string(),
  value: z.custom<Json>((value) => value !== undefined).nullable(),
  status: ApprovalStatus,
  comment: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.date().nullable(),
  expiresAt: z.date().nullable(),
  createdAt: z.date(),
  tokenHash: z.string().nullable(),
});
type Row = z.infer<typeof Row>;

/** What waits is listed oldest first, because it waits longest; all of them newest first. */
export async function listApprovals(deps: Deps, ask: ListAsk, asker: Asker): Promise<ApprovalPage> {
  const { workspaceId, pipelineId, runId, all, cursor, limit } = ask;
  const [at = null, id = null] = cursor?.split("_") ?? [];
  if (at !== null && (Number.isNaN(Date.parse(at)) || !id)) {
    throw new PatchbayError("bad_input", "This cursor is not valid. Start again without a cursor.");
  }
  const values = [workspaceId, pipelineId ?? null, runId ?? null, at && timestampOf(at), id, limit + 1];
  const { rows } = await deps.db.pool.query({ ...(all ? allApprovals : waitingApprovals), values });
  const found = z.array(Row).parse(rows);
  const page = found.slice(0, limit);
  const items = await viewsOf(deps, page, asker);
  const last = page.at(-1);
  const hasMore = found.length > limit && last;
  return hasMore ? { items, nextCursor: `${last.createdAt.toISOString()}_${last.id}` } : { items };
}

export async function getApproval(
  deps: Deps,
  { workspaceId, id }: { workspaceId: string; id: string },
  asker: Asker,
): Promise<ApprovalView> {
  const { rows } = await deps.db.pool.query({ ...approvalById, values: [id, workspaceId] });
  const [view] = await viewsOf(deps, z.array(Row).parse(rows), asker);
  if (!view) throw noApproval();
  return view;
}

/** The approval behind a link. `shown` is all that the link tells; the ids are for the server alone. */
export async function linkedApproval(
  { db }: Pick<Deps, "db">,
  token: string,
): Promise<{ id: string; workspaceId: string; shown: LinkedApproval }> {
  const { rows } = await db.pool.query({ ...approvalByToken, values: [sha256(token)] });
  const [row] = z.array(Row).parse(rows);
  if (!row)
    throw new PatchbayError("not_found", "This link does not lead to an approval. Ask the sender for a new one.");
  const { id, workspaceId, title, message, status, comment } = row;
  const value = await wholeValue(db, workspaceId, row.value);
  return { id, workspaceId, shown: { title, message, value, status, comment, ...timesOf(row) } };
}

/** People behind a link cannot fetch blobs, so a large value comes whole, or with its beginning when it is huge. */
async function wholeValue(db: Db, workspaceId: string, value: Json | null): Promise<Json> {
  const blob = BlobRef.safeParse(value).data;
  if (!blob) return value;
  return blob.bytes > maxLinkedBytes ? `${blob.preview}…` : await readBlob(db, workspaceId, blob.$blob);
}
const maxLinkedBytes = 1_000_000;

async function viewsOf({ db, env }: Deps, rows: readonly Row[], { mayDecide }: Asker): Promise<ApprovalView[]> {
  const names = await authorNames(
    db.prisma,
    rows.map((row) => row.decidedBy),
  );
  return rows.map((row) => {
    const { workspaceId: _, tokenHash, decidedBy, decidedAt, expiresAt, createdAt, ...rest } = row;
    return {
      ...rest,
      decidedBy: decidedBy === null ? null : (names.get(decidedBy) ?? decidedBy),
      url: mayDecide ? approvalUrl(env, { id: row.id, tokenHash }) : null,
      ...timesOf({ decidedAt, expiresAt, createdAt }),
    };
  });
}

function timesOf({ decidedAt, expiresAt, createdAt }: Pick<Row, "decidedAt" | "expiresAt" | "createdAt">) {
  return {
    decidedAt: decidedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    createdAt: createdAt.toISOString(),
  };
}
