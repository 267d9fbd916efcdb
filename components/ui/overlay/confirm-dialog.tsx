"use client";
import { AlertDialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { Button } from "../form/button.tsx";
import { useFocusBack } from "./use-focus-back.ts";

/** Asks before something is lost. The safe button has the focus. */
export function ConfirmDialog({
  open,
  onOpenChange,
  title,
  children,
  action,
  busy,
  onConfirm,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What will be gone. */
  children: ReactNode;
  /** The verb on the button. */
  action: string;
  busy?: boolean;
  onConfirm: () => void;
}) {
  const focusBack = useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          onCloseAutoFocus={focusBack}
          className="-translate-x-1/2 fixed top-[18dvh] left-1/2 z-50 flex w-[calc(100vw-2rem)] max-w-sm animate-rise flex-col gap-2 rounded-xl border border-line bg-raised p-5 shadow-float outline-none"
        >
          <Radix.Title className="font-semibold text-md [overflow-wrap:anywhere]">{title}</Radix.Title>
          <Radix.Description className="text-muted [overflow-wrap:anywhere]">{children}</Radix.Description>
          <div className="flex justify-end gap-2 pt-3">
            <Radix.Cancel asChild>
              <Button>Cancel</Button>
            </Radix.Cancel>
            <Button tone="danger" busy={busy ?? false} onClick={onConfirm}>
              {action}
            </Button>
          </div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
