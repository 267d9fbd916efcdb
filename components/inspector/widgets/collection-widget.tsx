"use client";
import { ExternalLink, Pencil, Upload } from "lucide-react";
import { useState } from "react";
import type { CollectionView } from "../../../lib/views/api-views.ts";
import { errorMessage } from "../../api/backend.ts";
import { useEditorParts } from "../../editor/store/context.tsx";
import { giveDocuments } from "../../editor/upload/give-documents.ts";
import { Button } from "../../ui/form/button.tsx";
import { documentTypes } from "../../ui/form/drop-zone.tsx";
import { FileButton } from "../../ui/form/file-button.tsx";
import { Select } from "../../ui/form/select.tsx";
import { RenameDialog } from "../../ui/overlay/rename-dialog.tsx";
import { toast } from "../../ui/overlay/toast.tsx";
import { countOf } from "../../ui/text/format.ts";
import { useCollections } from "./pickers.tsx";
import { UploadedDocuments } from "./uploaded-documents.tsx";
import type { WidgetProps } from "./widget.ts";

/** Chooses a collection; files can be added to it, or to a new one, right here. */
export function CollectionWidget({ nodeId, value, onChange, ids, isReadOnly }: WidgetProps) {
  const collections = useCollections();
  const options = (collections.data ?? []).map(({ id, name, documents }) => ({
    value: id,
    label: name,
    hint: countOf(documents, "document"),
  }));
  const chosen = typeof value === "string" && value !== "" ? value : undefined;
  const isMissing = chosen !== undefined && !options.some((option) => option.value === chosen);
  const missing = { value: chosen ?? "", label: collections.isFetching ? "…" : "Deleted collection" };
  return (
    <div className="flex flex-col gap-2">
      <Select
        {...ids}
        value={chosen}
        placeholder="Choose a collection"
        options={isMissing ? [missing, ...options] : options}
        disabled={isReadOnly}
        onChange={onChange}
      />
      {isReadOnly ? null : (
        <div className="flex flex-wrap items-center gap-1">
          <UploadButton nodeId={nodeId} />
          <CollectionLinks collection={collections.data?.find(({ id }) => id === chosen)} />
        </div>
      )}
      <UploadedDocuments nodeId={nodeId} />
    </div>
  );
}

function UploadButton({ nodeId }: { nodeId: string }) {
  const parts = useEditorParts();
  return (
    <FileButton
      size="sm"
      label="Files to add"
      accept={documentTypes}
      onFiles={(files) => void giveDocuments(parts, [...(files ?? [])], { nodeId })}
    >
      <Upload aria-hidden className="size-3.5" /> Upload files
    </FileButton>
  );
}

function CollectionLinks({ collection }: { collection: CollectionView | undefined }) {
  const { store, edit } = useEditorParts();
  const [isRenaming, setRenaming] = useState(false);
  if (!collection || !edit) return null;
  const rename = async (change: { name: string; description: string }) => {
    try {
      await edit.backend.renameCollection(collection.id, change);
      const { setUploads, collectionChanges } = store.getState();
      setUploads({ collectionChanges: collectionChanges + 1 });
    } catch (problem) {
      toast(errorMessage(problem), { tone: "danger" });
    }
  };
  return (
    <>
      <Button size="sm" tone="ghost" onClick={() => setRenaming(true)}>
        <Pencil aria-hidden className="size-3.5" /> Rename
      </Button>
      <Button size="sm" tone="ghost" asChild>
        <a href={`/collections/${collection.id}`} target="_blank" rel="noreferrer">
          <ExternalLink aria-hidden className="size-3.5" /> Open
        </a>
      </Button>
      {isRenaming ? (
        <RenameDialog
          title="Rename collection"
          initial={collection}
          onClose={() => setRenaming(false)}
          onSave={(change) => void rename(change)}
        />
      ) : null}
    </>
  );
}
