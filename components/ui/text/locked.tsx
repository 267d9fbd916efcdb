"use client";
import type { ReactNode } from "react";
import { Tooltip } from "../overlay/tooltip.tsx";

/** A control that is there and cannot be used, with the reason on hover and focus. Without a reason it is as it is. */
export function Locked({ reason, children }: { reason: string | undefined; children: ReactNode }) {
  if (reason === undefined) return children;
  return (
    <Tooltip label={reason}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: the reason has to be reachable by keyboard */}
      <span tabIndex={0} role="note" aria-label={reason} className="inline-flex cursor-not-allowed rounded-md">
        <span inert className="inline-flex opacity-50">
          {children}
        </span>
      </span>
    </Tooltip>
  );
}
