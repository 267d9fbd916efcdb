"use client";
import { type NodePatch, patchNode } from "../../lib/edit/edit.ts";
import type { Node } from "../../lib/graph/graph.ts";
import type { Manifest } from "../../lib/node-types/manifest.ts";
import { portsOf } from "../../lib/ports/node-ports.ts";
import type { PlainJson } from "../../lib/values/json.ts";
import { useEditor, useEditorStore } from "../editor/store/context.tsx";
import { canEdit } from "../editor/store/document-slice.ts";
import { Field } from "../ui/form/field.tsx";
import { Input } from "../ui/form/input.tsx";
import { Select } from "../ui/form/select.tsx";
import { Switch } from "../ui/form/switch.tsx";
import { lazyPart } from "../ui/lazy/lazy-part.tsx";

const BudgetFields = lazyPart(async () => (await import("../ui/form/budget-fields.tsx")).BudgetFields);
/** Itself, or in its body. */
const mayAskModels = ({ category, body }: Manifest) => category === "model" || body !== undefined;

type Props = { nodeId: string; node: Node; manifest: Manifest };

const errorOptions = [
  { value: "fail", label: "Stop the run", hint: "The run fails and says why" },
  { value: "default", label: "Continue with fixed values", hint: "Its outputs have these values instead" },
  { value: "port", label: "Continue at an error port", hint: "An extra output carries the error" },
];

/** What every node has besides its settings: how often and how long it tries, and what happens when it fails. */
export function AdvancedForm({ nodeId, node, manifest }: Props) {
  const store = useEditorStore();
  const isReadOnly = !useEditor(canEdit);
  const patch = (change: NodePatch, key?: string) =>
    store.getState().edit(`Change ${manifest.title}`, (graph) => patchNode(graph, nodeId, change), key);
  const ofNode = { title: "Budget in one run", isReadOnly };
  return (
    <>
      <div className="flex items-center justify-between">
        <label htmlFor={`${nodeId}-disabled`} className="font-medium">
          Disabled
        </label>
        <Switch
          id={`${nodeId}-disabled`}
          checked={node.disabled ?? false}
          disabled={isReadOnly}
          onChange={(disabled) => patch({ disabled: disabled || undefined })}
        />
      </div>
      {/* What goes on inside a pipeline is tried again there, node by node. */}
      {manifest.body === undefined ? (
        <div className="grid grid-cols-2 gap-3">
          <NumberField
            label="Attempts"
            hint="In total, at most 10"
            value={node.retry?.attempts}
            limits={{ min: 1, max: 10, whole: true }}
            isReadOnly={isReadOnly}
            onChange={(attempts) =>
              patch(
                { retry: attempts === undefined ? undefined : { attempts, delay: node.retry?.delay ?? 1 } },
                `${nodeId}:tries`,
              )
            }
          />
          <NumberField
            label="First delay"
            hint="Seconds; doubles each time"
            value={node.retry?.delay}
            limits={{ min: 0, max: 300, whole: false }}
            isReadOnly={isReadOnly || node.retry === undefined}
            onChange={(delay) =>
              patch({ retry: { attempts: node.retry?.attempts ?? 3, delay: delay ?? 1 } }, `${nodeId}:wait`)
            }
          />
        </div>
      ) : null}
      <div className="grid grid-cols-2 gap-3">
        {manifest.body === undefined ? (
          <NumberField
            label="Time limit"
            hint="Seconds per attempt"
            value={node.timeout}
            limits={{ min: 0.1, max: 86_400, whole: false }}
            isReadOnly={isReadOnly}
            onChange={(timeout) => patch({ timeout }, `${nodeId}:timeout`)}
          />
        ) : null}
        <NumberField
          label="Total time limit"
          hint="Seconds for all attempts"
          value={node.deadline}
          limits={{ min: 0.1, max: 86_400, whole: false }}
          isReadOnly={isReadOnly}
          onChange={(deadline) => patch({ deadline }, `${nodeId}:deadline`)}
        />
      </div>
      {mayAskModels(manifest) ? (
        <BudgetFields {...ofNode} budget={node.budget} onChange={(budget) => patch({ budget }, `${nodeId}:budget`)} />
      ) : null}
      <Field label="When it fails">
        {(ids) => (
          <Select
            {...ids}
            value={node.onError?.action ?? "fail"}
            options={errorOptions}
            disabled={isReadOnly}
            onChange={(action) => patch({ onError: onErrorOf(action, manifest, node) })}
          />
        )}
      </Field>
      {node.onError?.action === "default" ? <DefaultOutputs nodeId={nodeId} node={node} manifest={manifest} /> : null}
    </>
  );
}

function NumberField({
  label,
  hint,
  value,
  limits: { min, max, whole },
  isReadOnly,
  onChange,
}: {
  label: string;
  hint: string;
  value: number | undefined;
  limits: { min: number; max: number; whole: boolean };
  isReadOnly: boolean;
  onChange: (value: number | undefined) => void;
}) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Input
          {...ids}
          type="number"
          min={min}
          max={max}
          step={whole ? 1 : "any"}
          value={value ?? ""}
          readOnly={isReadOnly}
          onChange={({ currentTarget: { valueAsNumber } }) => {
            if (Number.isNaN(valueAsNumber)) return onChange(undefined);
            const inside = Math.min(max, Math.max(min, valueAsNumber));
            onChange(whole ? Math.round(inside) : inside);
          }}
        />
      )}
    </Field>
  );
}

function DefaultOutputs({ nodeId, node, manifest }: Props) {
  const store = useEditorStore();
  const { onError } = node;
  if (onError?.action !== "default") return null;
  const write = (port: string, text: string) =>
    store
      .getState()
      .edit(
        "Change fixed values",
        (graph) => patchNode(graph, nodeId, { onError: { ...onError, outputs: { ...onError.outputs, [port]: text } } }),
        `${nodeId}:default:${port}`,
      );
  return Object.entries(portsOf(manifest, { config: node.config }).outputs).map(([port, spec]) => (
    <Field key={port} label={`Value of “${spec.title ?? port}”`}>
      {(ids) => (
        <Input
          {...ids}
          value={textOf(onError.outputs[port])}
          onChange={(event) => write(port, event.currentTarget.value)}
        />
      )}
    </Field>
  ));
}

function onErrorOf(action: string, manifest: Manifest, node: Node): Node["onError"] {
  if (action === "port") return { action: "port" };
  if (action !== "default") return undefined;
  const ports = Object.keys(portsOf(manifest, { config: node.config }).outputs);
  return { action: "default", outputs: Object.fromEntries(ports.map((port) => [port, ""])) };
}

function textOf(value: PlainJson | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}
