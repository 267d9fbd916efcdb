"use client";
import { clsx } from "clsx";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { Toast as Radix } from "radix-ui";
import { IconButton } from "../form/icon-button.tsx";
import { type Toast, useToasts } from "./toast.tsx";

/** The toasts of now, the newest at the bottom. */
export function ToastCards() {
  const toasts = useToasts((state) => state.toasts);
  return (
    <Radix.Provider duration={5000} label="Notice">
      {toasts.map((item) => (
        <ToastCard key={item.id} item={item} />
      ))}
      <Radix.Viewport className="fixed right-0 bottom-0 z-50 flex w-96 max-w-full flex-col gap-2 p-4 outline-none" />
    </Radix.Provider>
  );
}

function ToastCard({ item }: { item: Toast }) {
  const Icon = item.tone === "danger" ? CircleAlert : CircleCheck;
  return (
    <Radix.Root
      {...(item.tone === "danger" ? { duration: Number.POSITIVE_INFINITY } : {})}
      onOpenChange={(open) => {
        if (!open) useToasts.setState(({ toasts }) => ({ toasts: toasts.filter(({ id }) => id !== item.id) }));
      }}
      className="flex animate-rise items-start gap-2.5 rounded-lg border border-line bg-raised py-2.5 pr-2 pl-3 shadow-float"
    >
      <Icon
        aria-hidden
        className={clsx("mt-0.5 size-4 shrink-0", item.tone === "danger" ? "text-danger" : "text-success")}
      />
      <Radix.Description className="min-w-0 flex-1 py-px [overflow-wrap:anywhere]">{item.text}</Radix.Description>
      {item.action ? (
        <Radix.Action asChild altText={item.action.label}>
          <button
            type="button"
            className="rounded-sm px-1 font-medium text-accent-ink hover:underline"
            onClick={item.action.run}
          >
            {item.action.label}
          </button>
        </Radix.Action>
      ) : null}
      <Radix.Close asChild>
        <IconButton label="Close" size="sm" hint={false}>
          <X aria-hidden />
        </IconButton>
      </Radix.Close>
    </Radix.Root>
  );
}
