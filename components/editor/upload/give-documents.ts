import { notLoaded } from "../../ui/lazy/not-loaded.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import type { EditorParts } from "../store/context.tsx";
import type { UploadTarget } from "../store/upload-slice.ts";

/** As `addDocuments` in add-documents.ts, which is fetched when it is first needed; says so when it cannot be. */
export async function giveDocuments(parts: EditorParts, files: readonly File[], target: UploadTarget): Promise<void> {
  if (files.length === 0) return;
  const adding = await import("./add-documents.ts").catch(() => undefined);
  if (adding) await adding.addDocuments(parts, files, target);
  else toast(notLoaded, { tone: "danger" });
}
