"use client";
import { useCallback, useState } from "react";
import type { ChosenFile } from "../../lib/documents/adding-documents.ts";
import { errorMessage } from "../api/backend.ts";
import { sendAll } from "../api/send-all.ts";
import { uploadDocument } from "../api/upload-file.ts";

export type Upload = { key: number; name: string; bytes: number; sent: number; error?: string };

let lastKey = 0;

/** Files on their way up, two at a time. One that has arrived leaves the list; one that failed stays with its reason. */
export function useUploads(collectionId: string, onArrived: () => void) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const dismiss = useCallback((key: number) => setUploads((all) => all.filter((each) => each.key !== key)), []);
  const send = useCallback(
    async (files: readonly ChosenFile[]) => {
      const change = (key: number, patch: Partial<Upload>) =>
        setUploads((all) => all.map((each) => (each.key === key ? { ...each, ...patch } : each)));
      const waiting = files.map((chosen) => {
        lastKey += 1;
        return { ...chosen, key: lastKey };
      });
      // Made now: when the page is busy React asks for them later, and by then none is waiting any more.
      const begun = waiting.map(({ file, key }) => ({ key, name: file.name, bytes: file.size, sent: 0 }));
      setUploads((all) => [...all, ...begun]);
      await sendAll(waiting, async ({ key, ...chosen }) => {
        try {
          await uploadDocument(collectionId, chosen, (sent) => change(key, { sent }));
          dismiss(key);
        } catch (problem) {
          change(key, { error: errorMessage(problem) });
        }
        onArrived();
      });
    },
    [collectionId, dismiss, onArrived],
  );
  return { uploads, send, dismiss };
}
