"use client";
import { useEffect, useRef } from "react";
import { pruneEdges, setConfig } from "../../lib/edit/settings.ts";
import type { Node } from "../../lib/graph/graph.ts";
import type { Manifest } from "../../lib/node-types/manifest.ts";
import { isUsed } from "../../lib/settings/is-used.ts";
import type { PlainJson } from "../../lib/values/json.ts";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { canEdit } from "../editor/store/document-slice.ts";
import { Field } from "../ui/form/field.tsx";
import { settingReason } from "./check-settings.ts";
import { type FormField, formFields } from "./form-field.ts";
import { groupWidgets, widgets } from "./widgets/widgets.tsx";

type Props = { nodeId: string; node: Node; manifest: Manifest };

/** Every setting of a node, drawn from its manifest. A change counts at once; typing in one field is one undo step. */
export function SettingsForm({ nodeId, node, manifest }: Props) {
  const store = useEditorStore();
  const hasTyped = useRef(false);
  const change = (setting: string, value: PlainJson | undefined) => {
    const { catalogue, edit } = store.getState();
    hasTyped.current = true;
    edit(
      `Change ${manifest.title}`,
      (graph) => setConfig(graph, catalogue, { nodeId, setting, value }),
      `${nodeId}:${setting}`,
    );
  };
  const settle = () => {
    if (!hasTyped.current) return;
    hasTyped.current = false;
    const { catalogue, edit, history } = store.getState();
    // The same step as the typing that took the port away.
    edit(`Change ${manifest.title}`, (graph) => pruneEdges(graph, catalogue, nodeId), history.last?.key);
  };
  const latest = useRef(settle);
  latest.current = settle;
  // Selecting another node takes the form away without a blur.
  useEffect(() => () => latest.current(), []);
  const fields = formFields(manifest);
  if (fields.length === 0) return <p className="text-muted">This node has no settings.</p>;
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only hears that one of its fields was left.
    <div data-settings className="flex flex-col gap-4" onBlur={settle}>
      {fields.map((field) => (
        <Setting
          key={field.name}
          nodeId={nodeId}
          field={field}
          value={shownValue(field, node.config[field.name])}
          onChange={(value) => change(field.name, value)}
          isUsed={isUsed(field.usedWhen, node.config, manifest.defaults)}
        />
      ))}
    </div>
  );
}

/** A setting that the graph leaves out has its default, as in one that a script made; an emptied number waits for its digits. */
function shownValue(field: FormField, value: PlainJson | undefined): PlainJson | undefined {
  return value === undefined && typeof field.default !== "number" ? field.default : value;
}

function Setting({
  nodeId,
  field,
  value,
  onChange,
  isUsed,
}: {
  nodeId: string;
  field: FormField;
  value: PlainJson | undefined;
  onChange: (value: PlainJson | undefined) => void;
  isUsed: boolean;
}) {
  const isReadOnly = !useEditor(canEdit);
  const error = useEditor(({ issues }) => {
    const issue = issues.find((each) => each.nodeId === nodeId && each.setting === field.name);
    return issue && settingReason(issue.message);
  });
  const Widget = widgets[field.widget];
  // A setting that the others make needless is kept, but not shown, unless it is what has to be mended.
  if (!isUsed && error === undefined) return null;
  if (groupWidgets.has(field.widget)) {
    return (
      <fieldset className="flex min-w-0 flex-col gap-1.5">
        <legend className="mb-1.5 font-medium">{field.title}</legend>
        <Widget
          nodeId={nodeId}
          field={field}
          value={value}
          onChange={onChange}
          ids={{ id: `${nodeId}-${field.name}` }}
          isReadOnly={isReadOnly}
        />
        {error || field.description ? (
          <p className={error ? "text-danger text-xs" : "text-muted text-xs"}>{error ?? field.description}</p>
        ) : null}
      </fieldset>
    );
  }
  return (
    <Field label={field.title} hint={field.description} error={error}>
      {(ids) => (
        <Widget nodeId={nodeId} field={field} value={value} onChange={onChange} ids={ids} isReadOnly={isReadOnly} />
      )}
    </Field>
  );
}
