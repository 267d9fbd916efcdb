"use client";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import type { WidgetProps } from "../widgets/widget.ts";

export const McpWidget = lazyPart<WidgetProps>(async () => (await import("./mcp-form.tsx")).McpForm);
