"use client";
import { Panel, type PanelProps } from "@xyflow/react";

/** Something that floats above the canvas and stays in its place when the canvas moves. */
export function CanvasPanel(props: PanelProps) {
  return <Panel {...props} />;
}
