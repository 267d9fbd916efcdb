"use client";
import { type ReactNode, useState } from "react";
import { Button } from "../form/button.tsx";
import { ConfirmDialog } from "./confirm-dialog.tsx";

type Props = {
  /** On the button. */
  label: ReactNode;
  size?: "sm" | "md";
  tone?: "secondary" | "ghost";
  className?: string;
  title: string;
  /** The verb that does it. */
  action: string;
  busy: boolean;
  onConfirm: () => void;
  /** What will be gone. */
  children: ReactNode;
};

/** A button that takes something away for good, after a question. */
export function ConfirmButton({ label, size, tone, className, title, action, busy, onConfirm, children }: Props) {
  const [asks, setAsks] = useState(false);
  return (
    <>
      <Button
        {...(size ? { size } : {})}
        {...(tone ? { tone } : {})}
        {...(className ? { className } : {})}
        busy={busy && !asks}
        onClick={() => setAsks(true)}
      >
        {label}
      </Button>
      <ConfirmDialog
        open={asks}
        onOpenChange={setAsks}
        title={title}
        action={action}
        busy={busy}
        onConfirm={() => {
          onConfirm();
          setAsks(false);
        }}
      >
        {children}
      </ConfirmDialog>
    </>
  );
}
