"use client";
import { clsx } from "clsx";
import { LoaderCircle, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { Popover } from "radix-ui";

/** That the language model on board is not the one that answers, and what answers instead. */
export function ModelNoticePopover({ isLoading, reason }: { isLoading: boolean; reason: string | undefined }) {
  const Icon = isLoading ? LoaderCircle : TriangleAlert;
  return (
    <Popover.Root>
      <Popover.Trigger className="flex h-7 items-center gap-1.5 rounded-md px-2 font-medium text-warning text-xs transition-colors hover:bg-hover">
        <Icon aria-hidden className={clsx("size-3.5", isLoading && "animate-spin")} />
        <span className="max-sm:sr-only">{isLoading ? "Language model loading" : "Answers are quotes"}</span>
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          align="end"
          sideOffset={6}
          collisionPadding={8}
          className="z-50 flex w-80 max-w-[calc(100vw-1rem)] animate-fade flex-col gap-2 rounded-lg border bg-raised p-4 shadow-float outline-none"
        >
          <p className="font-semibold">
            {isLoading ? "The language model is being downloaded" : "The language model is not available"}
          </p>
          {reason ? <p className="text-muted">{reason}</p> : null}
          <p className="text-muted">
            {isLoading ? "Until then, the" : "The"} extractive answerer is used instead: it quotes the most relevant
            sentences of its input and writes no text of its own.
          </p>
          <Link href="/settings?tab=models" className="self-start font-medium text-accent-ink hover:underline">
            Connect your own model
          </Link>
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
