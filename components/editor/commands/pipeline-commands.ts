import { isFinished } from "../../../lib/run.ts";
import { notLoaded } from "../../ui/lazy/not-loaded.ts";
import { toast } from "../../ui/overlay/toast.tsx";
import { exportPipeline, importByDialog } from "../actions/pipeline-file.ts";
import { cancelRun } from "../run/run-control.ts";
import type { EditorParts } from "../store/context.tsx";
import type { Command } from "./command.ts";

export const runCommands: readonly Command[] = [
  {
    id: "run",
    section: "Run",
    title: "Run",
    keys: ["Ctrl+Enter"],
    keywords: "execute start",
    edits: true,
    needsPage: true,
    isEverywhere: true,
    run: (store) => store.getState().set({ dialog: "run" }),
  },
  {
    id: "cancel-run",
    section: "Run",
    title: "Cancel the run",
    keys: ["Ctrl+."],
    keywords: "stop abort",
    controlsRuns: true,
    isOn: ({ run }) => run !== undefined && !isFinished(run.detail.status),
    run: (_store, parts) => void cancelRun(parts),
  },
];

const common = { section: "Pipeline", needsPage: true, keys: [] } as const;
const editing = { ...common, edits: true } as const;

export const pipelineCommands: readonly Command[] = [
  {
    ...editing,
    id: "publish",
    title: "Publish a version",
    run: (store) => store.getState().set({ dialog: "publish" }),
  },
  { ...editing, id: "share", title: "Share", run: (store) => store.getState().set({ dialog: "share" }) },
  {
    ...common,
    id: "versions",
    title: "Versions",
    keywords: "history compare restore diff",
    run: (store) => store.getState().setCanvasView({ isListingVersions: true }),
  },
  {
    ...common,
    id: "export",
    title: "Export as a file",
    keywords: "download json save",
    run: (store) => void exportPipeline(store),
  },
  {
    ...editing,
    id: "add-documents",
    title: "Add documents",
    keywords: "upload files pdf word ask search collection",
    run: (_store, parts) => void addDocumentsByDialog(parts),
  },
  {
    ...editing,
    id: "import",
    title: "Import from a file",
    keywords: "upload json open",
    run: (store) => importByDialog(store),
  },
];

async function addDocumentsByDialog(parts: EditorParts): Promise<void> {
  const module = await import("../upload/choose-documents.ts").catch(() => undefined);
  if (module) module.chooseDocuments(parts);
  else toast(notLoaded, { tone: "danger" });
}
