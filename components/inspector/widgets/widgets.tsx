"use client";
import type { ComponentType } from "react";
import type { WidgetName } from "../../../lib/settings/widgets.ts";
import { Input, Textarea } from "../../ui/form/input.tsx";
import { Select } from "../../ui/form/select.tsx";
import { Switch } from "../../ui/form/switch.tsx";
import { lazyPart } from "../../ui/lazy/lazy-part.tsx";
import { ExpressionBox } from "../expression/expression-box.tsx";
import { McpWidget } from "../mcp/mcp-widget.tsx";
import { ScriptWidget } from "../script/script-widget.tsx";
import { McpToolWidget, ServiceWidget } from "../service/service-widget.tsx";
import { AskResultsWidget } from "./ask-results-widget.tsx";
import { AssignmentsWidget } from "./assignments-widget.tsx";
import { CollectionWidget } from "./collection-widget.tsx";
import { FieldsWidget, FormFieldsWidget } from "./fields-widget.tsx";
import { JsonWidget } from "./json-widget.tsx";
import { ModelsWidget } from "./models-widget.tsx";
import { NamesWidget } from "./names-widget.tsx";
import { NumberWidget, SliderWidget } from "./number-widgets.tsx";
import { CredentialWidget, ModelWidget } from "./pickers.tsx";
import { PipelineInputWidget } from "./pipeline/pipeline-input-widget.tsx";
import { PipelineWidget } from "./pipeline/pipeline-widget.tsx";
import { ScheduleWidget } from "./schedule/schedule-widget.tsx";
import { SchemaWidget } from "./schema/schema-widget.tsx";
import { TemplateWidget } from "./template-widget.tsx";
import { HandOverWidget, ToolAsksWidget } from "./tools/tool-asks.tsx";
import { ToolboxWidget, ToolTextsWidget } from "./tools/toolbox-widgets.tsx";
import type { WidgetProps } from "./widget.ts";

const FollowedPipelineWidget = lazyPart(
  async () => (await import("./pipeline/followed-pipeline-widget.tsx")).FollowedPipelineWidget,
);

const TopicWidget = lazyPart(async () => (await import("./topic-widget.tsx")).TopicWidget);

/** One way to draw a setting each; the manifest names which. */
export const widgets = {
  template: TemplateWidget,
  textarea: LongTextWidget,
  slider: SliderWidget,
  model: ModelWidget,
  models: ModelsWidget,
  "ask-results": AskResultsWidget,
  collection: CollectionWidget,
  credential: CredentialWidget,
  pipeline: PipelineWidget,
  "pipeline-input": PipelineInputWidget,
  "followed-pipeline": FollowedPipelineWidget,
  toolbox: ToolboxWidget,
  "tool-texts": ToolTextsWidget,
  "tool-asks": ToolAsksWidget,
  "tool-hand-over": HandOverWidget,
  fields: FieldsWidget,
  "form-fields": FormFieldsWidget,
  names: NamesWidget,
  assignments: AssignmentsWidget,
  schedule: ScheduleWidget,
  service: ServiceWidget,
  "mcp-server": McpWidget,
  "mcp-tool": McpToolWidget,
  schema: SchemaWidget,
  code: CodeWidget,
  script: ScriptWidget,
  select: SelectWidget,
  number: NumberWidget,
  toggle: ToggleWidget,
  text: TextWidget,
  json: JsonWidget,
  topic: TopicWidget,
} as const satisfies Record<WidgetName, ComponentType<WidgetProps>>;

/** Widgets of many controls are named by their group; the others have a label of their own. */
export const groupWidgets: ReadonlySet<WidgetName> = new Set([
  "fields",
  "form-fields",
  "names",
  "assignments",
  "schema",
  "service",
  "mcp-server",
  "mcp-tool",
  "toolbox",
  "tool-texts",
  "tool-asks",
  "tool-hand-over",
  "models",
  "ask-results",
]);

function TextWidget({ value, onChange, ids, isReadOnly }: WidgetProps) {
  return (
    <Input
      {...ids}
      value={textOf(value)}
      readOnly={isReadOnly}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function LongTextWidget({ value, onChange, ids, isReadOnly }: WidgetProps) {
  return (
    <Textarea
      {...ids}
      rows={3}
      className="field-sizing-content max-h-80"
      value={textOf(value)}
      readOnly={isReadOnly}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

function CodeWidget(props: WidgetProps) {
  return <ExpressionBox {...props} rows={3} className="max-h-96" />;
}

function SelectWidget({ field, value, onChange, ids, isReadOnly }: WidgetProps) {
  const options = field.options.map((option) => ({ value: option, label: sentence(option) }));
  const chosen = typeof value === "string" ? value : field.default;
  return (
    <Select
      {...ids}
      value={typeof chosen === "string" ? chosen : undefined}
      options={options}
      disabled={isReadOnly}
      onChange={onChange}
    />
  );
}

function ToggleWidget({ field, value, onChange, ids, isReadOnly }: WidgetProps) {
  const { "aria-invalid": _invalid, ...rest } = ids;
  const isOn = typeof value === "boolean" ? value : field.default === true;
  return <Switch {...rest} checked={isOn} disabled={isReadOnly} onChange={onChange} />;
}

function textOf(value: WidgetProps["value"]): string {
  return typeof value === "string" ? value : "";
}

function sentence(option: string): string {
  if (option === "json") return "JSON";
  const label = option.replace(/[-_]/g, " ");
  return label.charAt(0).toUpperCase() + label.slice(1);
}
