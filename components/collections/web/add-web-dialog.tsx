"use client";
import { Pencil } from "lucide-react";
import { useState } from "react";
import type { WebSourceView } from "../../../lib/views/web-source-views.ts";
import { Button } from "../../ui/form/button.tsx";
import { IconButton } from "../../ui/form/icon-button.tsx";
import { Dialog } from "../../ui/overlay/dialog.tsx";
import { WebForm } from "./web-form.tsx";

type Props = { collectionId: string; onAdded: () => void };

export function AddWebDialog({ collectionId, onAdded }: Props) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Add web pages"
      description="Each page becomes a document, named by its address. Public pages that the site's robots.txt allows are read."
      trigger={<Button size="sm">Add web pages</Button>}
    >
      <WebForm
        collectionId={collectionId}
        onCancel={close}
        onSaved={() => {
          close();
          onAdded();
        }}
      />
    </Dialog>
  );
}

type EditProps = { collectionId: string; source: WebSourceView; onChanged: () => void };

/** Address, pages, interval and limits of a source. What decides which pages there are is read again at once. */
export function EditWebDialog({ collectionId, source, onChanged }: EditProps) {
  const [isOpen, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title="Edit web pages"
      description="After a change of address, patterns or number, the pages are read at once; those that are no longer listed are gone."
      trigger={
        <IconButton label={`Edit ${source.address}`} size="sm">
          <Pencil aria-hidden />
        </IconButton>
      }
    >
      <WebForm
        collectionId={collectionId}
        source={source}
        onCancel={close}
        onSaved={() => {
          close();
          onChanged();
        }}
      />
    </Dialog>
  );
}
