"use client";
/** What the editor shows only when it is asked for: fetched when the page is idle, mounted when it is first needed. */
import { type ReactNode, useState } from "react";
import { queryPart } from "../api/query-part.tsx";
import { lazyPart } from "../ui/lazy/lazy-part.tsx";
import { loadChecks } from "./checks.ts";
import { useEditor, useEditorParts } from "./store/context.tsx";
import { canEdit, graphOf } from "./store/document-slice.ts";
import type { EditorState } from "./store/state.ts";

/** What opens with the keyboard in it. */
const keys = { takesKeys: true };

// These two say what stands in the way, so they come with what finds it.
const RunDialog = queryPart(async () => {
  await loadChecks();
  return (await import("./dialogs/run-dialog.tsx")).RunDialog;
}, keys);
const RunDrawer = queryPart(async () => (await import("./drawer/run-drawer.tsx")).RunDrawer);
const NodePicker = lazyPart(async () => (await import("../canvas/palette/node-picker.tsx")).NodePicker, keys);
const ContextMenu = lazyPart(async () => (await import("./dialogs/context-menu.tsx")).ContextMenu, keys);
const CommandPalette = queryPart(async () => (await import("./dialogs/command-palette.tsx")).CommandPalette, keys);
const PublishDialog = queryPart(async () => {
  await loadChecks();
  return (await import("./dialogs/publish-dialog.tsx")).PublishDialog;
}, keys);
const ShareDialog = queryPart(async () => (await import("./dialogs/share/share-dialog.tsx")).ShareDialog, keys);
const FindPanel = lazyPart(async () => (await import("./panels/find-panel.tsx")).FindPanel, keys);
const HistoryDialog = lazyPart(async () => (await import("./dialogs/history-dialog.tsx")).HistoryDialog, keys);
const ShortcutsDialog = lazyPart(async () => (await import("./dialogs/shortcuts-dialog.tsx")).ShortcutsDialog, keys);
const AddDocuments = lazyPart(
  async () => (await import("./dialogs/add-documents-dialog.tsx")).AddDocumentsDialog,
  keys,
);
const ChatDock = queryPart(async () => (await import("./chat/chat-dock.tsx")).ChatDock, keys);
const ResumeBox = queryPart(async () => (await import("./drawer/resume-box.tsx")).ResumeBox, keys);

const SelectionToolbar = lazyPart(async () => (await import("./panels/selection-toolbar.tsx")).SelectionToolbar);
const EmptyCanvas = queryPart(async () => (await import("./panels/empty-canvas.tsx")).EmptyCanvas, { canWait: true });

/** Gives the canvas the names behind ids. */
export const Labels = queryPart(async () => (await import("./labels.tsx")).Labels, { canWait: true });

/** Keeps the state of the triggers, for the cards and the switch. */
export const LiveTriggers = queryPart(async () => (await import("./live-triggers.tsx")).LiveTriggers, {
  canWait: true,
});

const CanvasViewBanner = lazyPart(async () => (await import("../versions/canvas-view-banner.tsx")).CanvasViewBanner);

/** Above a canvas that shows something else than the draft, or while two versions of it wait for a decision. */
export function CanvasView() {
  return (
    <Once when={({ canvasView, save }) => canvasView !== undefined || save.status === "conflict"}>
      <CanvasViewBanner />
    </Once>
  );
}

/** Every dialog of an open pipeline, and what opens at the pointer. */
export function Dialogs() {
  const { edit } = useEditorParts();
  return (
    <>
      <Once when={({ picker }) => picker !== undefined}>
        <NodePicker />
      </Once>
      <Once when={({ menu }) => menu !== undefined}>
        <ContextMenu />
      </Once>
      <Once when={({ dialog }) => dialog === "commands"}>
        <CommandPalette />
      </Once>
      <Once when={({ dialog }) => dialog === "history"}>
        <HistoryDialog />
      </Once>
      <Once when={({ dialog }) => dialog === "shortcuts"}>
        <ShortcutsDialog />
      </Once>
      {edit ? <EditingDialogs /> : null}
    </>
  );
}

/** Those that change or run the pipeline. */
function EditingDialogs() {
  const editable = useEditor(canEdit);
  return (
    <>
      {editable ? (
        <>
          <Once when={({ dialog }) => dialog === "run"}>
            <RunDialog />
          </Once>
          <Once when={({ dialog }) => dialog === "publish"}>
            <PublishDialog />
          </Once>
          <Once when={({ dialog }) => dialog === "share"}>
            <ShareDialog />
          </Once>
        </>
      ) : null}
      <Once when={({ uploadAsk, duplicatesAsk }) => uploadAsk !== undefined || duplicatesAsk !== undefined}>
        <AddDocuments />
      </Once>
      <Once when={({ resuming }) => resuming !== undefined}>
        <ResumeBox />
      </Once>
    </>
  );
}

/** What an empty canvas teaches. */
export function Welcome() {
  return (
    <Once when={hasNothing}>
      <EmptyCanvas />
    </Once>
  );
}

/** What can be done with what is selected. */
export function Tools() {
  return (
    <Once
      when={({ selection: { nodes, notes, groups } }) => nodes.size + notes.size + groups.size > 1 || groups.size > 0}
    >
      <SelectionToolbar />
    </Once>
  );
}

/** The run at the bottom, while there is one. */
export function Run() {
  return (
    <Once when={({ run }) => run !== undefined}>
      <RunDrawer />
    </Once>
  );
}

/** The chat beside the canvas. */
export function Chat() {
  return (
    <Once when={({ isChatting }) => isChatting}>
      <ChatDock />
    </Once>
  );
}

/** Find and replace. */
export function Find() {
  return (
    <Once when={({ isFinding }) => isFinding}>
      <FindPanel />
    </Once>
  );
}

/** Mounts what it holds when it is first asked for, and keeps it: a dialog that closes gives the keyboard back by itself. */
function Once({ when, children }: { when: (state: EditorState) => boolean; children: ReactNode }) {
  const isAsked = useEditor(when);
  const [wasAsked, setAsked] = useState(isAsked);
  if (isAsked && !wasAsked) setAsked(true);
  return isAsked || wasAsked ? children : null;
}

function hasNothing(state: EditorState): boolean {
  const { nodes, layout } = graphOf(state);
  return Object.keys(nodes).length + Object.keys(layout.notes).length === 0;
}
