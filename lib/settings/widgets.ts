/** How a setting may be drawn. A node type names one in `.meta({ widget })`; components/inspector/widgets has a component for each. */
import * as z from "zod";

export const WidgetName = z.enum([
  "template",
  "textarea",
  "slider",
  "model",
  "models",
  "ask-results",
  "collection",
  "credential",
  "pipeline",
  "pipeline-input",
  "followed-pipeline",
  "toolbox",
  "tool-texts",
  "tool-asks",
  "tool-hand-over",
  "fields",
  "form-fields",
  "names",
  "assignments",
  "schedule",
  "service",
  "mcp-server",
  "mcp-tool",
  "schema",
  "code",
  "script",
  "select",
  "number",
  "toggle",
  "text",
  "json",
  "topic",
]);
export type WidgetName = z.infer<typeof WidgetName>;

declare module "zod" {
  interface GlobalMeta {
    widget?: WidgetName;
    /** What is meant by leaving it empty, in a word or two. */
    empty?: string;
    /** Of the widget “credential”: which credentials may be chosen. */
    provider?: string | readonly string[];
  }
}
