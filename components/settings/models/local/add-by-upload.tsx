"use client";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { formatMemory } from "../../../../lib/models/local-models.ts";
import { errorMessage } from "../../../api/backend.ts";
import { uploadModel } from "../../../api/upload-file.ts";
import { FileButton } from "../../../ui/form/file-button.tsx";
import { Notice } from "../../../ui/text/notice.tsx";

/** The dialog has to stay open while the file goes out; the list behind it shows the same progress. */
export function AddByUpload({ onStarted, onAdded }: { onStarted: () => void; onAdded: () => void }) {
  const [sent, setSent] = useState(0);
  const send = useMutation({
    mutationFn: (file: File) => {
      setSent(0);
      const sending = uploadModel(file, setSent);
      onStarted();
      return sending;
    },
    onSuccess: onAdded,
  });
  const file = send.variables;
  return (
    <div className="flex flex-col items-start gap-3">
      {send.isPending && file ? (
        <p className="tabular-nums" role="status">
          {sent < file.size
            ? `${formatMemory(sent)} of ${formatMemory(file.size)} sent. Keep this page open.`
            : "Sent. The file is being checked."}
        </p>
      ) : (
        <FileButton
          label="Model file"
          accept=".gguf"
          isSingle
          tone="primary"
          onFiles={(files) => files?.[0] && send.mutate(files[0])}
        >
          Choose a file
        </FileButton>
      )}
      {send.error ? <Notice tone="danger">{errorMessage(send.error)}</Notice> : null}
    </div>
  );
}
