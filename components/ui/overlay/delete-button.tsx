"use client";
import { Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../form/button.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";

type Props = {
  /** What is deleted. */
  name: string;
  busy: boolean;
  onConfirm: () => void;
  /** What becomes of what uses it. */
  children: ReactNode;
};

/** A button at the head of a page that deletes what the page shows, after a question. */
export function DeleteButton({ name, busy, onConfirm, children }: Props) {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button onClick={() => setAsks(true)}>
        <Trash2 aria-hidden className="size-4" />
        Delete
      </Button>
      <ConfirmDialog
        open={asks}
        onOpenChange={setAsks}
        title={`Delete ${name}?`}
        action="Delete"
        busy={busy}
        onConfirm={onConfirm}
      >
        {children}
      </ConfirmDialog>
    </>
  );
}
