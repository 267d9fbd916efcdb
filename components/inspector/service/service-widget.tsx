"use client";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import type { WidgetProps } from "../widgets/widget.ts";

/** The form of a service is as large as the rest of the inspector, and few nodes have one. */
export const ServiceWidget = lazyPart<WidgetProps>(async () => (await import("./service-form.tsx")).ServiceForm);

/** The same for one tool of an MCP server. */
export const McpToolWidget = lazyPart<WidgetProps>(async () => (await import("./service-form.tsx")).McpToolForm);
