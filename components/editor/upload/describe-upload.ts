import { formatBytes } from "../../../lib/format-bytes.ts";
import { countOf, formatCount } from "../../ui/text/format.ts";
import { type DocumentUpload, isUnderWay } from "../store/upload-slice.ts";

/** How far one document is. */
export function describeDocument({ status, sent, file, chunksDone, chunksTotal }: DocumentUpload): string {
  switch (status) {
    case "waiting":
      return "Waiting";
    case "sending":
      return `${formatBytes(Math.min(sent, file.size))} of ${formatBytes(file.size)}`;
    case "indexing":
      return chunksTotal === 0 ? "Reading" : `${formatCount(chunksDone)} of ${countOf(chunksTotal, "chunk")}`;
    case "ready":
      return formatChunks(chunksTotal);
    case "failed":
      return "Failed";
  }
}

/** How far they all are: “1 of 3 documents ready”. */
export function describeUpload(documents: readonly DocumentUpload[]): string {
  const ready = documents.filter(({ status }) => status === "ready");
  const failed = documents.filter(({ status }) => status === "failed").length;
  const chunks = ready.reduce((sum, { chunksTotal }) => sum + chunksTotal, 0);
  const all = countOf(documents.length, "document");
  if (documents.some(isUnderWay)) {
    const [only] = documents;
    return documents.length === 1 && only ? describeDocument(only) : `${formatCount(ready.length)} of ${all} ready`;
  }
  if (failed === 0) return `${all} ready, ${formatChunks(chunks)}`;
  return failed === documents.length
    ? `${all} failed`
    : `${formatCount(ready.length)} of ${all} ready, ${failed} failed`;
}

/** Why a document failed, and which one. */
export function describeFailure({ file, error = "It could not be added. Try again." }: DocumentUpload): string {
  return error.includes(file.name) ? error : `${file.name}: ${error}`;
}

/** The share of the work that is done, 0 to 1: sending counts for half of a document, indexing for the other. */
export function shareDone(documents: readonly DocumentUpload[]): number {
  const total = documents.reduce((sum, document) => sum + shareOf(document), 0);
  return documents.length === 0 ? 0 : total / documents.length;
}

function shareOf({ status, sent, file, chunksDone, chunksTotal }: DocumentUpload): number {
  if (status === "ready" || status === "failed") return 1;
  const way = file.size === 0 ? 0 : Math.min(1, sent / file.size);
  return way / 2 + (chunksTotal === 0 ? 0 : chunksDone / chunksTotal / 2);
}

function formatChunks(count: number): string {
  return countOf(count, "chunk");
}
