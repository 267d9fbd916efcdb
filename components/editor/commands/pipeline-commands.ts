import { CircleStop, FileDown, FilePlus, FileUp, GitCompare, Play, Rocket, Share2 } from "lucide-react";
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
    icon: Play,
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
    icon: CircleStop,
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
    icon: Rocket,
    run: (store) => store.getState().set({ dialog: "publish" }),
  },
  { ...editing, id: "share", title: "Share", icon: Share2, run: (store) => store.getState().set({ dialog: "share" }) },
  {
    ...common,
    id: "versions",
    title: "Versions",
    icon: GitCompare,
    keywords: "history compare restore diff",
    run: (store) => store.getState().setCanvasView({ isListingVersions: true }),
  },
  {
    ...common,
    id: "export",
    title: "Export as a file",
    icon: FileDown,
    keywords: "download json save",
    run: (store) => void exportPipeline(store),
  },
  {
    ...editing,
    id: "add-documents",
    title: "Add documents",
    icon: FilePlus,
    keywords: "upload files pdf word ask search collection",
    run: (_store, parts) => void addDocumentsByDialog(parts),
  },
  {
    ...editing,
    id: "import",
    title: "Import from a file",
    icon: FileUp,
    keywords: "upload json open",
    run: (store) => importByDialog(store),
  },
];

async function addDocumentsByDialog(parts: EditorParts): Promise<void> {
  const module = await import("../upload/choose-documents.ts").catch(() => undefined);
  if (module) module.chooseDocuments(parts);
  else toast(notLoaded, { tone: "danger" });
}
