"use client";
import { CircleCheck, CircleX, RotateCw, X } from "lucide-react";
import { useEditorParts } from "../../editor/store/context.tsx";
import { type DocumentUpload, isUnderWay } from "../../editor/store/upload-slice.ts";
import { describeDocument, describeFailure, shareDone } from "../../editor/upload/describe-upload.ts";
import { dismissDocument, retryDocument } from "../../editor/upload/send-documents.ts";
import { useUpload } from "../../editor/upload/use-upload.ts";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Progress } from "../../ui/text/progress.tsx";

/** The documents that were added at this node, each with how far it is or why it failed. */
export function UploadedDocuments({ nodeId }: { nodeId: string }) {
  const upload = useUpload(nodeId);
  if (!upload) return null;
  return (
    <ul aria-label="Uploads" className="flex flex-col divide-y divide-line rounded-md border">
      {upload.documents.map((document) => (
        <DocumentRow key={document.key} nodeId={nodeId} document={document} />
      ))}
    </ul>
  );
}

function DocumentRow({ nodeId, document }: { nodeId: string; document: DocumentUpload }) {
  const parts = useEditorParts();
  const { key, file, status, canRetry } = document;
  return (
    <li className="flex items-start gap-2 px-2.5 py-1.5 text-xs">
      <div className="flex min-w-0 flex-1 flex-col gap-1 py-0.5">
        <p className="flex items-center gap-1.5">
          {status === "ready" ? (
            <CircleCheck role="img" aria-label="Ready" className="size-3.5 shrink-0 text-success" />
          ) : null}
          {status === "failed" ? (
            <CircleX role="img" aria-label="Failed" className="size-3.5 shrink-0 text-danger" />
          ) : null}
          <span className="min-w-0 flex-1 truncate" title={file.name}>
            {file.name}
          </span>
          {status === "failed" ? null : (
            <span className="shrink-0 text-muted tabular-nums">{describeDocument(document)}</span>
          )}
        </p>
        {status === "failed" ? (
          <p role="alert" className="text-danger">
            {describeFailure(document)}
          </p>
        ) : null}
        {isUnderWay(document) ? (
          <Progress label={`Adding ${file.name}`} done={shareDone([document])} total={1} />
        ) : null}
      </div>
      {canRetry ? (
        <IconButton
          label={`Try ${file.name} again`}
          size="sm"
          className="-mr-1.5"
          onClick={() => retryDocument(parts, nodeId, key)}
        >
          <RotateCw aria-hidden />
        </IconButton>
      ) : null}
      {isUnderWay(document) ? null : (
        <IconButton
          label={`Dismiss ${file.name}`}
          size="sm"
          className="-mr-1.5"
          onClick={() => dismissDocument(parts.store, nodeId, key)}
        >
          <X aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
