"use client";
import { Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { ConfirmButton } from "./confirm-button.tsx";

type Props = {
  /** What is deleted. */
  name: string;
  busy: boolean;
  onConfirm: () => void;
  /** What becomes of what uses it. */
  children: ReactNode;
};

/** A button that deletes what a page or a part of it shows, after a question. */
export function DeleteButton({ name, busy, onConfirm, children }: Props) {
  const label = (
    <>
      <Trash2 aria-hidden className="size-4" />
      Delete
    </>
  );
  return (
    <ConfirmButton label={label} title={`Delete “${name}”?`} action="Delete" busy={busy} onConfirm={onConfirm}>
      {children}
    </ConfirmButton>
  );
}
