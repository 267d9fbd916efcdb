"use client";
import { Eye } from "lucide-react";
import { Tooltip } from "../overlay/tooltip.tsx";

/** Says to a viewer why there is nothing here to change or run. */
export function ViewOnly() {
  const reason =
    "Your role is viewer: you can look at everything here, but you cannot change or run anything. An owner can change your role.";
  return (
    <Tooltip label={reason}>
      <span
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the reason has to be reachable by keyboard
        tabIndex={0}
        role="note"
        aria-label={reason}
        className="flex items-center gap-1.5 whitespace-nowrap rounded-sm p-1 text-muted text-xs"
      >
        <Eye aria-hidden className="size-3.5" />
        <span className="max-sm:sr-only">View-only</span>
      </span>
    </Tooltip>
  );
}
