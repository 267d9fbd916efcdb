"use client";
import { asChosen, type ChosenFile } from "../../../lib/documents/adding-documents.ts";
import { DuplicatesDialog } from "../../collections/duplicates-dialog.tsx";
import { Button } from "../../ui/form/button.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { useEditor, useEditorParts } from "../store/context.tsx";
import type { DuplicatesAsk, UploadSlice } from "../store/upload-slice.ts";
import { addToCollection, addToNewCollection, collectionName } from "../upload/add-documents.ts";
import { collectionAt } from "../upload/documents-at.ts";
import { sendDocuments } from "../upload/send-documents.ts";

/** Files for a node that has a collection already: where they go is asked, since other pipelines may search it. */
export function AddDocumentsDialog() {
  const ask = useEditor((state) => state.uploadAsk);
  const duplicates = useEditor((state) => state.duplicatesAsk);
  if (duplicates) return <Duplicates ask={duplicates} />;
  return ask ? <Question {...ask} /> : null;
}

/** Documents of these names are in the node's collection: none is replaced unasked. */
function Duplicates({ ask: { nodeId, collectionId, files, duplicates, documents } }: { ask: DuplicatesAsk }) {
  const parts = useEditorParts();
  const close = () => parts.store.getState().setUploads({ duplicatesAsk: undefined });
  const onChosen = (chosen: readonly ChosenFile[]) => {
    close();
    const answers = new Map(chosen.map(({ file, onDuplicate }) => [file, onDuplicate]));
    void sendDocuments(parts, { nodeId, collectionId, files: asChosen(files, documents, answers) });
  };
  return <DuplicatesDialog duplicates={duplicates} onChosen={onChosen} onCancel={close} />;
}

function Question({ nodeId, files }: NonNullable<UploadSlice["uploadAsk"]>) {
  const parts = useEditorParts();
  const current = useEditor(
    (state) => state.labels.collections[collectionAt(state, nodeId) ?? ""] ?? "this collection",
  );
  const names = useEditor((state) => state.labels.collections);
  const close = () => parts.store.getState().setUploads({ uploadAsk: undefined });
  const answer = (act: () => Promise<void>) => () => {
    close();
    void act();
  };
  return (
    <Dialog
      open
      onOpenChange={close}
      title={files.length === 1 ? `Where should “${files[0]?.name}” go?` : `Where should ${files.length} files go?`}
      description={`This node searches “${current}”. Every pipeline that searches it finds what you add there.`}
      footer={
        <>
          <Button onClick={answer(() => addToCollection(parts, nodeId, files))}>Add to “{shorten(current)}”</Button>
          <Button tone="primary" onClick={answer(() => addToNewCollection(parts, files, { nodeId }))}>
            New collection
          </Button>
        </>
      }
    >
      <p className="text-muted">
        A new collection would be called “{collectionName(files, Object.values(names))}”, and this node would search it
        instead.
      </p>
    </Dialog>
  );
}

function shorten(name: string): string {
  return name.length > 24 ? `${name.slice(0, 23).trimEnd()}…` : name;
}
