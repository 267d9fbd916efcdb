"use client";
import { ReactFlowProvider } from "@xyflow/react";
import type { ReactNode } from "react";

/** Around everything that shows or steers the canvas. */
export function CanvasProvider({ children }: { children: ReactNode }) {
  return <ReactFlowProvider>{children}</ReactFlowProvider>;
}
