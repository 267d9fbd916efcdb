"use client";
import { lazyPart } from "../../../ui/lazy/lazy-part.tsx";
import type { WidgetProps } from "../widget.ts";

export const HandOverWidget = lazyPart<WidgetProps>(async () => (await import("./hand-over-list.tsx")).HandOverList);
export const ToolAsksWidget = lazyPart<WidgetProps>(async () => (await import("./tool-asks-list.tsx")).ToolAsksList);
