import { BackendProblem } from "../../api/backend.ts";
import type { ChatBackend } from "../../chat/chat-backend.ts";
import { whyUnsaved } from "../autosave/why-unsaved.ts";
import { followRun } from "../run/run-control.ts";
import type { EditorParts } from "../store/context.tsx";

/** Asks the draft as it is on the canvas, and shows there how it answers. */
export function draftChat(parts: EditorParts, chat: ChatBackend): ChatBackend {
  return {
    ...chat,
    async send(id, message) {
      const { store, edit } = parts;
      // The server runs what it has: an unsaved draft would answer as it was before the last change.
      if (edit && !(await edit.saver.flush())) {
        throw new BackendProblem("refused", whyUnsaved(store.getState().save));
      }
      const started = await chat.send(id, message);
      void show(parts, started.runId);
      return started;
    },
  };
}

/** The panel of the run stays as it was: the answer is read in the chat. */
async function show(parts: EditorParts, runId: string): Promise<void> {
  const { frozen, canvasView, isDrawerOpen } = parts.store.getState();
  if (frozen || canvasView) return;
  await followRun(parts, runId);
  parts.store.getState().setRun({ isDrawerOpen, isFollowing: false });
}
