"use client";
import { X } from "lucide-react";
import { formatBytes } from "../../lib/format-bytes.ts";
import { IconButton } from "../ui/form/icon-button.tsx";
import { Progress } from "../ui/text/progress.tsx";
import type { Upload } from "./use-uploads.ts";

export function UploadList({ uploads, onDismiss }: { uploads: readonly Upload[]; onDismiss: (key: number) => void }) {
  if (uploads.length === 0) return null;
  return (
    <ul aria-label="Uploads" className="flex flex-col divide-y divide-line rounded-card border bg-panel">
      {uploads.map((upload) => (
        <li key={upload.key} className="flex items-center gap-3 px-4 py-2.5">
          <div className="flex min-w-0 flex-1 flex-col gap-1">
            <p className="flex justify-between gap-3">
              <span className="truncate">{upload.name}</span>
              {upload.error ? null : (
                <span className="shrink-0 text-muted text-xs tabular-nums">
                  {upload.sent === 0
                    ? "Waiting"
                    : `${formatBytes(Math.min(upload.sent, upload.bytes))} of ${formatBytes(upload.bytes)}`}
                </span>
              )}
            </p>
            {upload.error ? (
              <p role="alert" className="text-danger text-xs">
                {upload.error}
              </p>
            ) : (
              <Progress label={`Sending ${upload.name}`} done={upload.sent} total={upload.bytes} />
            )}
          </div>
          {upload.error ? (
            <IconButton label={`Dismiss ${upload.name}`} size="sm" onClick={() => onDismiss(upload.key)}>
              <X aria-hidden />
            </IconButton>
          ) : null}
        </li>
      ))}
    </ul>
  );
}
