/** The passages behind an answer: which they are, in which order, and which documents they are from. */

import { readBlob } from "../../engine/history/read-runs.ts";
import { blobRefOf } from "../../lib/values/blob-ref.ts";
import { defined } from "../../lib/values/defined.ts";
import type { Json } from "../../lib/values/json.ts";
import { Document } from "../../lib/values/values.ts";
import type { ChatTurnView, Source } from "../../lib/views/chat-views.ts";
import type { Db } from "../../platform/database/db.ts";

const mostSources = 20;

/** `lists`: what each step has found, in the order of the steps; a long list is stored apart. */
export async function readSources(db: Db, workspaceId: string, lists: readonly Json[]): Promise<Source[]> {
  const whole = lists.map(async (list) => {
    const blob = blobRefOf(list);
    return blob ? await readBlob(db, workspaceId, blob.$blob) : list;
  });
  return sourcesIn(await Promise.all(whole));
}

/**
 * Only what a retriever found has a score; the same passage may have been found twice. A later list that has only passages
 * which were found before puts them in the order that a model was given, which the numbers in its answer mean.
 */
export function sourcesIn(lists: readonly Json[]): Source[] {
  let found = new Map<string, Document>();
  for (const list of lists) {
    const read = (Array.isArray(list) ? list : []).flatMap((item) => Document.safeParse(item).data ?? []);
    const passages = new Map(read.flatMap((each) => (each.score === undefined ? [] : [[each.text, each]])));
    const isOrder = passages.keys().every((text) => found.has(text));
    const [first, second] = isOrder ? [passages, found] : [found, passages];
    found = new Map([...first, ...[...second].filter(([text]) => !first.has(text))]);
  }
  return [...found.values()].slice(0, mostSources).map(({ text, score, metadata }) => {
    const { source, heading, page, documentId, position } = metadata;
    const told = defined({ source, heading, page, documentId, position });
    return { text, ...defined({ score }), metadata: told };
  });
}

/** For members: where a passage stands, when its document is still there. Others are not told of documents at all. */
export async function placeSources(
  { prisma }: Db,
  { workspaceId, mayOpen }: { workspaceId: string; mayOpen: boolean },
  turns: readonly ChatTurnView[],
): Promise<ChatTurnView[]> {
  const ids = turns.flatMap(({ sources }) => sources.flatMap((source) => documentOf(source) ?? []));
  const where = { id: { in: [...new Set(ids)] }, collection: { workspaceId } };
  const rows =
    mayOpen && ids.length > 0
      ? await prisma.document.findMany({ where, select: { id: true, collectionId: true } })
      : [];
  const collections = new Map(rows.map(({ id, collectionId }) => [id, collectionId]));
  const place = (source: Source): Source => {
    const { documentId: _, position, ...metadata } = source.metadata;
    const documentId = documentOf(source) ?? "";
    const collectionId = collections.get(documentId);
    const at = { documentId, position: typeof position === "number" ? position : 0 };
    return { ...source, metadata, ...(collectionId === undefined ? {} : { place: { collectionId, ...at } }) };
  };
  return turns.map((turn) => ({ ...turn, sources: turn.sources.map(place) }));
}

function documentOf({ metadata: { documentId } }: Source): string | undefined {
  return typeof documentId === "string" ? documentId : undefined;
}
