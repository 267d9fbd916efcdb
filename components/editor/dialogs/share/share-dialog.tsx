"use client";
import { Button } from "../../../ui/form/button.tsx";
import { Dialog } from "../../../ui/overlay/dialog.tsx";
import { Notice } from "../../../ui/text/notice.tsx";
import { useEditor, useEditorStore } from "../../store/context.tsx";
import { NewLink } from "./new-link.tsx";
import { ShareLinks } from "./share-links.tsx";

/** Links to published versions: making one, seeing all, taking one back. */
export function ShareDialog() {
  const store = useEditorStore();
  const isOpen = useEditor((state) => state.dialog === "share");
  const version = useEditor((state) => state.latestVersion);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={(open) => {
        if (!open) store.getState().set({ dialog: undefined });
      }}
      title="Share"
      description="Anyone with the link sees this version, on a read-only canvas or as a chat, without signing in."
    >
      {version === undefined ? (
        <Notice
          action={
            <Button size="sm" onClick={() => store.getState().set({ dialog: "publish" })}>
              Publish
            </Button>
          }
        >
          Only published versions can be shared. Publish one first.
        </Notice>
      ) : (
        <div className="flex flex-col gap-5">
          <NewLink newest={version} />
          <ShareLinks />
        </div>
      )}
    </Dialog>
  );
}
