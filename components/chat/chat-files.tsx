"use client";
import { useQuery } from "@tanstack/react-query";
import { Download, FileText } from "lucide-react";
import { type RefObject, useEffect, useRef, useState } from "react";
import { formatBytes } from "../../lib/format-bytes.ts";
import type { FileRef } from "../../lib/values/values.ts";
import { toastError } from "../api/toast-error.ts";
import { Button } from "../ui/form/button.tsx";
import { saveBlob } from "../ui/form/save-file.ts";
import { Dialog } from "../ui/overlay/dialog.tsx";

/** Reads the content of a file; absent while its message is being sent. */
export type ReadFile = (file: FileRef) => Promise<Blob>;

/** Kinds of pictures that a browser shows and that cannot hold a program. */
const shown = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);

/** The files that came with a question: pictures are shown, and each can be saved. */
export function ChatFiles({ files, read }: { files: readonly FileRef[]; read: ReadFile | undefined }) {
  if (files.length === 0) return null;
  return (
    <ul aria-label="Files" className="flex max-w-full flex-wrap items-end justify-end gap-1.5">
      {files.map((file) => (
        <li key={file.id} className="min-w-0 max-w-full">
          {read && shown.has(file.mime) ? <Picture file={file} read={read} /> : <Chip file={file} read={read} />}
        </li>
      ))}
    </ul>
  );
}

const chip = "flex max-w-full items-center gap-1.5 rounded-md border bg-panel px-2 py-1 text-xs";

function Chip({ file, read }: { file: FileRef; read: ReadFile | undefined }) {
  const words = (
    <>
      <FileText aria-hidden className="size-3.5 shrink-0 text-kind-file" />
      <span className="truncate">{file.name}</span>{" "}
      <span className="shrink-0 text-muted">{formatBytes(file.bytes)}</span>
    </>
  );
  if (!read) return <span className={chip}>{words}</span>;
  const save = async () => {
    try {
      saveBlob(file.name, await read(file));
    } catch (problem) {
      toastError(problem);
    }
  };
  return (
    <button
      type="button"
      aria-label={`Save ${file.name}`}
      onClick={() => void save()}
      className={`${chip} hover:border-line-strong`}
    >
      {words}
      <Download aria-hidden className="size-3.5 shrink-0 text-muted" />
    </button>
  );
}

/** It is read when it comes into sight. What is no picture after all is a file like others. */
function Picture({ file, read }: { file: FileRef; read: ReadFile }) {
  const box = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(box);
  const [isBroken, setBroken] = useState(false);
  const [isOpen, setOpen] = useState(false);
  const content = useQuery({
    queryKey: ["chat-file", file.id],
    queryFn: async () => {
      const blob = await read(file);
      return { blob, address: await dataAddress(new Blob([blob], { type: file.mime })) };
    },
    enabled: isSeen,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  const address = content.data?.address;
  if (isBroken || content.isError) return <Chip file={file} read={read} />;
  const picture = (height: string) =>
    address === undefined ? null : (
      // biome-ignore lint/performance/noImgElement: it is in the page itself
      <img
        src={address}
        alt={file.name}
        onError={() => setBroken(true)}
        className={`${height} max-w-full rounded-lg`}
      />
    );
  return (
    <div ref={box}>
      <button
        type="button"
        aria-label={`Show ${file.name}`}
        disabled={address === undefined}
        onClick={() => setOpen(true)}
        className="flex h-40 min-w-24 max-w-full items-center justify-center overflow-hidden rounded-lg border bg-panel hover:border-line-strong"
      >
        {picture("max-h-40 object-contain")}
      </button>
      <Dialog
        wide
        open={isOpen}
        onOpenChange={setOpen}
        title={file.name}
        description={formatBytes(file.bytes)}
        footer={
          <Button disabled={!content.data} onClick={() => content.data && saveBlob(file.name, content.data.blob)}>
            Save
          </Button>
        }
      >
        {isOpen ? picture("mx-auto") : null}
      </Dialog>
    </div>
  );
}

function useSeen(box: RefObject<HTMLElement | null>): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (!box.current) return;
    const seen = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      setSeen(true);
      seen.disconnect();
    });
    seen.observe(box.current);
    return () => seen.disconnect();
  }, [box]);
  return isSeen;
}

function dataAddress(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error));
    reader.readAsDataURL(content);
  });
}
