/** The ports that a node has with its present settings. It loads no zod: a canvas asks for them all the time. */

import type { Node } from "../graph/graph.ts";
import { errorPort } from "../graph/graph-read.ts";
import type { DerivedPorts, Field, Manifest, Ports } from "../node-types/manifest.ts";
import { isUsed } from "../settings/is-used.ts";
import { isObject } from "../values/is-object.ts";
import type { PlainJson } from "../values/json.ts";
import { templateVariables } from "../values/text/template-variables.ts";
import { portKinds } from "./port-kind-table.ts";
import type { PortKind } from "./port-kinds.ts";
import type { PortSpec } from "./ports.ts";

/**
 * A field as a stored graph has it, or undefined where it is none. It takes what the schema `Field` takes, and a kind that this
 * release does not know passes anything on, so that no edge is lost.
 */
export function readField(item: PlainJson | undefined): Field | undefined {
  if (!isObject(item)) return undefined;
  const { name, kind, title, description, optional, default: given } = item;
  if (typeof name !== "string" || name.length < 1 || name.length > 64) return undefined;
  const isText = (value: PlainJson | undefined) => value === undefined || typeof value === "string";
  if (!isText(title) || !isText(description) || (optional !== undefined && typeof optional !== "boolean"))
    return undefined;
  return {
    name,
    kind: isKind(kind) ? kind : "any",
    ...(typeof title === "string" ? { title } : {}),
    ...(typeof description === "string" ? { description } : {}),
    ...(typeof optional === "boolean" ? { optional } : {}),
    ...(given === undefined ? {} : { default: given }),
    ...(item.gone === true ? { gone: true } : {}),
  };
}

function isKind(kind: PlainJson | undefined): kind is PortKind {
  return typeof kind === "string" && Object.hasOwn(portKinds, kind);
}

/** Which of the fields is meant: the one of this name, else the first. */
export function chosenField(fields: readonly Field[], name: unknown): Field | undefined {
  return fields.find((field) => field.name === name) ?? fields[0];
}

/** The ports a node has with its present config: fixed ones, those its settings grow, and the error port. */
export function portsOf(manifest: Manifest, node: Pick<Node, "config" | "onError">): Ports {
  const inputs = withUse(manifest.inputs, manifest, node);
  const outputs = withUse(manifest.outputs, manifest, node);
  for (const rule of manifest.derived) {
    if ("usedWhen" in rule && !isUsed(rule.usedWhen, node.config, manifest.defaults)) continue;
    const side = rule.side === "inputs" ? inputs : outputs;
    const left = "except" in rule && rule.except !== undefined ? settingOf(manifest, node, rule.except) : undefined;
    for (const [name, spec] of derive(rule, settingOf(manifest, node, rule.setting), left)) {
      if (!Object.hasOwn(side, name)) side[name] = spec;
    }
  }
  if (node.onError?.action === "port") outputs[errorPort] = { kind: "json", title: "Error" };
  return { inputs, outputs };
}

function withUse(specs: Ports["inputs"], manifest: Manifest, node: Pick<Node, "config">): Ports["inputs"] {
  const marked = { ...specs };
  for (const [name, spec] of Object.entries(specs)) {
    if (spec.usedWhen && !isUsed(spec.usedWhen, node.config, manifest.defaults))
      marked[name] = { ...spec, unused: true };
  }
  return marked;
}

/** A setting as the node will have it: what its config says, else the default. Dots lead into it. */
export function settingOf(manifest: Manifest, node: Pick<Node, "config">, setting: string): PlainJson | undefined {
  const [name = "", ...path] = setting.split(".");
  const found = Object.hasOwn(node.config, name) ? node.config[name] : manifest.defaults[name];
  return path.reduce<PlainJson | undefined>(
    (value, key) => (isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined),
    found,
  );
}

function derive(rule: DerivedPorts, setting: PlainJson | undefined, left: PlainJson | undefined): [string, PortSpec][] {
  if (rule.from === "template") {
    const names = typeof setting === "string" ? templateVariables(setting) : [];
    return names.map((name) => [name, { kind: rule.kind }]);
  }
  if (!Array.isArray(setting)) return [];
  if (rule.from === "fields") {
    const fields = setting.flatMap((item) => readField(item) ?? []);
    const without = rule.except === undefined ? undefined : chosenField(fields, left);
    return fields.flatMap((field) => {
      if (field === without) return [];
      const { name, kind, title, optional, gone } = field;
      // An optional field may be absent at run time; that matters to inputs only.
      const spec: PortSpec = {
        kind,
        ...(title ? { title } : {}),
        ...(optional && rule.side === "inputs" ? { optional } : {}),
        ...(gone ? { gone } : {}),
      };
      return [[name, spec]];
    });
  }
  return setting.flatMap((item) => {
    const name = typeof item === "string" ? item : isNamed(item) ? item.name : "";
    return name === "" ? [] : [[name, { kind: rule.kind }]];
  });
}

function isNamed(item: PlainJson): item is { name: string } {
  return isObject(item) && typeof item.name === "string";
}
