"use client";
import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { formatBytes } from "../../../../lib/format-bytes.ts";
import { errorMessage } from "../../../api/backend.ts";
import { uploadModel } from "../../../api/upload-file.ts";
import { Button } from "../../../ui/form/button.tsx";
import { FileButton } from "../../../ui/form/file-button.tsx";
import { toast } from "../../../ui/overlay/toast.tsx";
import { Notice } from "../../../ui/text/notice.tsx";
import { Progress } from "../../../ui/text/progress.tsx";

/** The file goes out though the dialog is closed; the list behind it shows the same progress. */
export function AddByUpload({ onStarted, onAdded }: { onStarted: () => void; onAdded: () => void }) {
  const [sent, setSent] = useState(0);
  const isShown = useRef(false);
  const stop = useRef<AbortController>(undefined);
  useEffect(() => {
    isShown.current = true;
    return () => {
      isShown.current = false;
    };
  }, []);
  const send = useMutation({
    mutationFn: (file: File) => {
      setSent(0);
      stop.current = new AbortController();
      const sending = uploadModel(file, setSent, stop.current.signal);
      onStarted();
      return sending;
    },
    onSuccess: () => (isShown.current ? onAdded() : onStarted()),
    onError(error, file) {
      onStarted();
      if (!isShown.current) toast(`${file.name}: ${errorMessage(error)}`, { tone: "danger" });
    },
  });
  const file = send.variables;
  return (
    <div className="flex flex-col gap-3">
      {send.isPending && file ? (
        <>
          <p className="tabular-nums [overflow-wrap:anywhere]" role="status">
            {sent < file.size
              ? `${formatBytes(sent)} of ${formatBytes(file.size)} sent. Keep this page open.`
              : "Sent. The file is being checked."}
          </p>
          <Progress label="Sent" done={sent} total={file.size} />
          <Button className="self-end" onClick={() => stop.current?.abort()}>
            Stop
          </Button>
        </>
      ) : (
        <div>
          <FileButton
            label="Model file"
            accept=".gguf"
            isSingle
            tone="primary"
            onFiles={(files) => files?.[0] && send.mutate(files[0])}
          >
            Choose a file
          </FileButton>
        </div>
      )}
      {send.error ? <Notice tone="danger">{errorMessage(send.error)}</Notice> : null}
    </div>
  );
}
