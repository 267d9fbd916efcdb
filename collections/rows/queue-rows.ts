/** The rows of a table as documents, each with a file of its own: one row as a line of JSON. */
import { distinctNames } from "../../lib/batches/distinct-names.ts";
import type { OnDuplicate } from "../../lib/documents/collection.ts";
import {
  columnLimits,
  type DocumentColumns,
  fieldsOfRow,
  isEmpty,
  textOf,
} from "../../lib/documents/document-columns.ts";
import type { DocumentMetadata } from "../../lib/documents/document-metadata.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { topics } from "../../lib/messages.ts";
import { stringifyJson } from "../../lib/values/exact-json.ts";
import { extractRows } from "../../nodes/documents/extract.ts";
import { publishBestEffort } from "../../platform/broker/publish-best-effort.ts";
import { hashOf, type NewFile, shownName } from "../../platform/files/files.ts";
import { newId } from "../../platform/ids.ts";
import { assertRoom } from "../../platform/quotas/assert-room.ts";
import { dropOthers, type Transaction, type UploadDeps, type Uploaded } from "./drop-others.ts";
import { assertColumns, misfitting } from "./row-fields.ts";

type Ask = {
  workspaceId: string;
  collectionId: string;
  file: NewFile;
  onDuplicate: OnDuplicate;
  metadata: DocumentMetadata;
  columns: DocumentColumns;
};
const titles = "titles.txt";
type RowFile = { name: string; fileName: string; data: Buffer<ArrayBuffer> };
type Placed = Ask & { source: string; rows: RowFile[] };

/**
 * Makes a document of each row. Rows that are there stay as they are, those that have changed are replaced when they are
 * ready, and those that are gone go at once, as does the file as one document. Throws `bad_input` and `too_large`.
 */
export async function queueRows(
  { prisma, broker }: Pick<UploadDeps, "prisma" | "broker">,
  ask: Ask,
): Promise<Uploaded> {
  const source = shownName(ask.file.name);
  const rows = await rowFilesOf(ask, source);
  const uploaded = await prisma.$transaction(
    async (tx) => {
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${ask.collectionId}, 0))`;
      return placeRows(tx, { ...ask, source, rows });
    },
    { timeout: 60_000 },
  );
  const { collectionId } = ask;
  await publishBestEffort(broker, [{ topic: topics.documents, key: collectionId, value: { collectionId } }]);
  return uploaded;
}

async function rowFilesOf({ file, columns }: Ask, source: string): Promise<RowFile[]> {
  const parts = await extractRows(file, AbortSignal.timeout(90_000));
  assertColumns(file.name, columns, parts);
  const tables = parts.flatMap(({ cells, metadata }, at) =>
    cells ? [{ cells, row: metadata.row ?? at + 1, metadata }] : [],
  );
  if (tables.length > columnLimits.documents) {
    const message = `“${file.name}” has ${tables.length.toLocaleString("en")} rows; at most ${columnLimits.documents.toLocaleString("en")} can be documents of their own. Add its rows as chunks.`;
    throw new PatchbayError("too_large", message);
  }
  for (const { cells, metadata } of columns.misfits === "refuse" ? tables : []) {
    const { misfit } = fieldsOfRow(columns, cells);
    if (misfit !== undefined) throw misfitting(file.name, misfit, metadata);
  }
  const names = distinctNames(
    tables.map(({ cells, row }) => {
      const named = cells.find(([column]) => column === columns.name)?.[1] ?? null;
      return `${source} › ${isEmpty(named) ? `row ${String(row)}` : textOf(named).trim().slice(0, 100).toWellFormed()}`;
    }),
  );
  const rows = tables.map(({ cells }, index) => {
    const filled = cells.filter(([, value]) => !isEmpty(value));
    const line = stringifyJson(Object.fromEntries(filled));
    return { name: names[index] ?? source, fileName: "row.jsonl", data: Buffer.from(line) };
  });
  const rest = parts.flatMap(({ cells, text }) => (cells ? [] : [text])).join("\n\n");
  // Titles above a table, and the names of sheets.
  return rest === "" ? rows : [{ name: source, fileName: titles, data: Buffer.from(rest) }, ...rows];
}

type There = { id: string; name: string; hasColumns: boolean; status: string; hash: string };

async function placeRows(tx: Transaction, ask: Placed): Promise<Uploaded> {
  const { collectionId, source, rows, onDuplicate } = ask;
  const there = await tx.$queryRaw<There[]>`
    SELECT d.id, d.name, d.columns = ${JSON.stringify(ask.columns)}::jsonb AS "hasColumns", d.status, encode(coalesce(f.sha256, sha256(f.data)), 'hex') AS hash
    FROM "Document" d JOIN "File" f ON f.id = d."fileId"
    WHERE d."collectionId" = ${collectionId} AND d."rowOf" = ${source}`;
  const whole = await tx.document.findFirst({
    where: { collectionId, name: source, rowOf: null, status: { not: "failed" } },
  });
  const [known] = there;
  const isThere = whole !== null || known !== undefined;
  const first = whole ?? (known && (await tx.document.findUniqueOrThrow({ where: { id: known.id } })));
  if (first && onDuplicate === "skip") return { document: first, outcome: "skipped", rows: there.length };
  const isKept = (row: RowFile) => onDuplicate === "replace" && there.some((each) => isSame(each, row));
  const created = await addRows(
    tx,
    ask,
    rows.filter((row) => !isKept(row)),
  );
  const gone = onDuplicate === "replace" ? there.filter(({ name }) => !rows.some((row) => row.name === name)) : [];
  if (gone.length > 0)
    await dropOthers(tx, { collectionId, rowOf: source, name: { in: gone.map(({ name }) => name) } });
  if (whole && onDuplicate === "replace") await dropOthers(tx, { collectionId, name: source, rowOf: null });
  const document = created ?? (await tx.document.findFirstOrThrow({ where: { collectionId, rowOf: source } }));
  const hasChanged = created !== undefined || gone.length > 0 || whole !== null;
  const outcome = !hasChanged ? "unchanged" : isThere && onDuplicate === "replace" ? "replacing" : "added";
  return { document, outcome, rows: rows.length };
}

function isSame(there: There, { name, data, fileName }: RowFile): boolean {
  if (there.status === "failed" || there.name !== name || there.hash !== hashOf(data).toString("hex")) return false;
  return fileName === titles || there.hasColumns;
}

/** The first of the documents, or undefined. Their ids are in the order of the rows. Rows are small, so their files are in the database wherever others lie. */
async function addRows(
  tx: Transaction,
  ask: Placed,
  rows: readonly RowFile[],
): Promise<Uploaded["document"] | undefined> {
  // What is there already takes no room, also where there is less than that.
  if (rows.length === 0) return undefined;
  const { workspaceId, collectionId, source, metadata, columns, onDuplicate } = ask;
  const now = Date.now();
  const made = rows.map(({ name, fileName, data }, index) => {
    const bytes = data.byteLength;
    const file = { id: newId(), workspaceId, name: fileName, mime: mimeOf(fileName), bytes, data };
    const { id: fileId, mime } = file;
    const more = { rowOf: source, columns, metadata, replaces: onDuplicate === "replace" };
    return { file, document: { id: newId(now + index), collectionId, fileId, name, mime, bytes, ...more } };
  });
  const more = made.reduce((sum, { file }) => sum + file.bytes, 0);
  await assertRoom(tx, workspaceId, { quota: "storageBytes", more });
  await assertRoom(tx, workspaceId, { quota: "chunks", more: made.length });
  await tx.file.createMany({ data: made.map(({ file }) => file) });
  await tx.document.createMany({ data: made.map(({ document }) => document) });
  const [first] = made;
  return first && tx.document.findUniqueOrThrow({ where: { id: first.document.id } });
}

function mimeOf(fileName: string): string {
  return fileName === titles ? "text/plain" : "application/jsonl";
}
