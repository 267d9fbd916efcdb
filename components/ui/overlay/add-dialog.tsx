"use client";
import { Plus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Button } from "../form/button.tsx";
import { Dialog } from "./dialog.tsx";

type Props = {
  /** On the button, behind a plus. */
  label: string;
  /** The button is the main one of its page. */
  tone?: "primary";
  title: string;
  description?: string;
  /** The form, anew each time it opens; `close` closes it. */
  children: (close: () => void) => ReactNode;
};

/** A button that adds something, and the dialog with the form for it. */
export function AddDialog({ label, tone, title, description, children }: Props) {
  const [isOpen, setOpen] = useState(false);
  return (
    <Dialog
      open={isOpen}
      onOpenChange={setOpen}
      title={title}
      description={description}
      trigger={
        <Button {...(tone ? { tone } : {})}>
          <Plus aria-hidden className="size-4" />
          {label}
        </Button>
      }
    >
      {children(() => setOpen(false))}
    </Dialog>
  );
}
