"use client";
import { CircleCheck, CircleX, FileText, Trash2 } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { DocumentView } from "../../lib/views/api-views.ts";
import { useMay } from "../api/member.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { ConfirmDialog } from "../ui/overlay/confirm-dialog.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { Table, Td, Th } from "../ui/page/table.tsx";
import { countOf, formatCount } from "../ui/text/format.ts";
import { Progress } from "../ui/text/progress.tsx";
import { TimeAgo } from "../ui/text/time-ago.tsx";

export function DocumentTable({
  collectionId,
  documents,
  onDelete,
}: {
  collectionId: string;
  documents: readonly DocumentView[];
  onDelete: (id: string) => void;
}) {
  const [doomed, setDoomed] = useState<DocumentView>();
  const mayEdit = useMay("collections.write");
  if (documents.length === 0) {
    return (
      <EmptyState icon={<FileText />} title="No documents yet">
        {mayEdit ? "Add files above. " : ""}Each file is split into chunks and indexed by meaning and by keywords. A
        Retriever node then finds the chunks that answer a question.
      </EmptyState>
    );
  }
  return (
    <>
      <IndexingSummary documents={documents} />
      <Table
        label="Documents"
        head={
          <>
            <Th>Document</Th>
            <Th>State</Th>
            <Th className="text-right max-sm:hidden">Size</Th>
            <Th className="text-right max-sm:hidden">Added</Th>
            <Th className="w-8">
              <span className="sr-only">Actions</span>
            </Th>
          </>
        }
      >
        {documents.map((document, index) => (
          <DocumentRow
            key={document.id}
            collectionId={collectionId}
            document={document}
            before={documents.slice(0, index).filter(isUnderWay).length}
            onDelete={() => setDoomed(document)}
          />
        ))}
      </Table>
      <ConfirmDialog
        open={doomed !== undefined}
        onOpenChange={() => setDoomed(undefined)}
        title={`Delete “${doomed?.name ?? ""}”?`}
        action="Delete"
        onConfirm={() => {
          if (doomed) onDelete(doomed.id);
          setDoomed(undefined);
        }}
      >
        Its chunks are removed from the collection. The original file is not kept.
      </ConfirmDialog>
    </>
  );
}

/** Whether a document is still on its way into the collection. */
export function isUnderWay({ status }: DocumentView): boolean {
  return status === "queued" || status === "processing";
}

/** What is known of all files together; the chunks of a file are known when it has been read. */
function IndexingSummary({ documents }: { documents: readonly DocumentView[] }) {
  const underWay = documents.filter(isUnderWay);
  if (underWay.length < 2) return null;
  const waiting = underWay.filter(({ status }) => status === "queued").length;
  const done = underWay.reduce((sum, { chunksDone }) => sum + chunksDone, 0);
  const known = underWay.reduce((sum, { chunksTotal }) => sum + chunksTotal, 0);
  return (
    <p role="status" className="text-muted text-xs tabular-nums">
      {formatCount(underWay.length)} files are being indexed: {formatCount(done)} of {countOf(known, "chunk")} done
      {waiting === 0 ? "." : `, ${formatCount(waiting)} ${waiting === 1 ? "file is" : "files are"} waiting.`}
    </p>
  );
}

type RowProps = { collectionId: string; document: DocumentView; before: number; onDelete: () => void };

function DocumentRow({ collectionId, document, before, onDelete }: RowProps) {
  const mayEdit = useMay("collections.write");
  return (
    <tr>
      <Td className="max-w-28 truncate font-medium sm:max-w-56" title={document.name}>
        <Link
          href={`/collections/${collectionId}/documents/${document.id}`}
          className="hover:text-accent-ink hover:underline"
        >
          <DocumentName name={document.name} />
        </Link>
      </Td>
      <Td className="min-w-36 max-w-72">
        <DocumentState document={document} before={before} />
      </Td>
      <Td className="whitespace-nowrap text-right text-muted tabular-nums max-sm:hidden">
        {formatBytes(document.bytes)}
      </Td>
      <Td className="whitespace-nowrap text-right text-muted max-sm:hidden">
        <TimeAgo at={document.createdAt} />
      </Td>
      <Td>
        {mayEdit ? (
          <IconButton label={`Delete ${document.name}`} size="sm" onClick={onDelete}>
            <Trash2 aria-hidden />
          </IconButton>
        ) : null}
      </Td>
    </tr>
  );
}

/** Of a page of the web, what tells it from others has to be seen where there is little room. */
function DocumentName({ name }: { name: string }) {
  const [, host = "", path = name] = /^https?:\/\/([^/]+)(\/.+)$/.exec(name) ?? [];
  return (
    <>
      <span className="max-sm:hidden">{host}</span>
      {path}
    </>
  );
}

/** `before` says how many files are indexed before this one. */
export function DocumentState({ document, before }: Pick<RowProps, "document" | "before">) {
  const { status, chunksDone, chunksTotal, error } = document;
  if (status === "ready") {
    return (
      <span className="flex items-center gap-1.5 whitespace-nowrap text-xs">
        <CircleCheck role="img" aria-label="Ready" className="size-3.5 shrink-0 text-success" />
        {countOf(chunksTotal, "chunk")}
      </span>
    );
  }
  if (status === "failed") {
    return (
      <span className="flex items-start gap-1.5 py-2 text-danger text-xs">
        <CircleX role="img" aria-label="Failed" className="size-3.5 shrink-0" />
        {error ?? "It could not be read."}
      </span>
    );
  }
  return (
    <span className="flex flex-col gap-1 text-muted text-xs tabular-nums">
      {describeProgress(document, before)}
      <Progress label={`Indexing ${document.name}`} done={chunksDone} total={chunksTotal} />
    </span>
  );
}

function describeProgress({ status, chunksDone, chunksTotal }: DocumentView, before: number): string {
  if (chunksTotal > 0) return `${formatCount(chunksDone)} of ${countOf(chunksTotal, "chunk")}`;
  if (status === "processing") return "Reading";
  return before === 0 ? "Waiting" : `Waiting behind ${countOf(before, "file")}`;
}
