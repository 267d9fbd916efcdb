"use client";
import { clsx } from "clsx";
import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { IconButton } from "../form/icon-button.tsx";
import { useFocusBack } from "./use-focus-back.ts";

/** A modal with a title, its content and a row of buttons. Esc and a click outside close it. */
export function Dialog({
  open,
  onOpenChange,
  title,
  description,
  footer,
  wide,
  trigger,
  children,
}: {
  open?: boolean;
  onOpenChange?: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  footer?: ReactNode;
  wide?: boolean;
  trigger?: ReactNode;
  children?: ReactNode;
}) {
  const focusBack = useFocusBack(open ?? false);
  const control = { ...(open === undefined ? {} : { open }), ...(onOpenChange ? { onOpenChange } : {}) };
  return (
    <Radix.Root {...control}>
      {trigger ? <Radix.Trigger asChild>{trigger}</Radix.Trigger> : null}
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 animate-fade bg-scrim" />
        <Radix.Content
          {...(trigger ? {} : { onCloseAutoFocus: focusBack })}
          {...(description ? {} : { "aria-describedby": undefined })}
          className={clsx(
            "-translate-x-1/2 fixed top-[12dvh] left-1/2 z-50 flex max-h-[80dvh] w-[calc(100vw-2rem)] animate-rise flex-col rounded-xl border border-line bg-raised text-sm shadow-float outline-none",
            wide ? "max-w-2xl" : "max-w-md",
          )}
        >
          <header className="flex min-w-0 flex-col gap-1 pt-4 pr-14 pb-3 pl-5">
            <Radix.Title className="font-semibold text-md [overflow-wrap:anywhere]">{title}</Radix.Title>
            {description ? <Radix.Description className="text-muted">{description}</Radix.Description> : null}
          </header>
          {children ? <div className="min-h-0 overflow-y-auto px-5 pb-4">{children}</div> : null}
          {footer ? <footer className="flex justify-end gap-2 border-t px-5 py-3">{footer}</footer> : null}
          {/* The last one, so that the keyboard begins at the first field and Enter does not close what has just opened. */}
          <Radix.Close asChild>
            <IconButton label="Close" hint={false} className="absolute top-3 right-3">
              <X aria-hidden />
            </IconButton>
          </Radix.Close>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export const DialogClose = Radix.Close;
