import { describeBody } from "../../../lib/edit/bodies.ts";
import { isGivenTitle } from "../../../lib/edit/titles/number-titles.ts";
import { nodeAt } from "../../../lib/graph/graph.ts";
import type { Json } from "../../../lib/values/json.ts";
import { drawnGraphOf } from "../../editor/store/document-slice.ts";
import type { EditorState } from "../../editor/store/state.ts";

/** What the node runs, and its most important setting as text: a model's name, a collection's name, a template's first line. */
export function subtitleOf(state: EditorState, nodeId: string): string | undefined {
  const node = nodeAt(drawnGraphOf(state), nodeId);
  const manifest = node && state.catalogue.get(node.type);
  if (!node) return undefined;
  if (!manifest) return `Unknown type “${node.type}”`;
  const value = manifest.subtitle === undefined ? undefined : node.config[manifest.subtitle];
  const setting = value === undefined ? undefined : describeSetting(value, state.labels);
  const described =
    [describeBody(drawnGraphOf(state), state.catalogue, nodeId), setting].filter(Boolean).join(" · ") || undefined;
  const tellsType = isGivenTitle(node.title ?? manifest.title, manifest.title);
  return described ?? (tellsType ? undefined : manifest.title);
}

function describeSetting(value: Json, labels: EditorState["labels"]): string | undefined {
  if (typeof value === "string") {
    const label = labels.collections[value];
    return label ?? (value.split("\n").find((line) => line.trim() !== "") || undefined);
  }
  // A reference to a model. Its schema checks it where it is chosen and where it is used.
  if (Array.isArray(value)) return value.map((each) => describeSetting(each, labels)).join(", ");
  if (typeof value !== "object" || value === null) return undefined;
  const { provider, model } = value;
  if (provider === "default") return `Default model${labels.defaultModel}`;
  return typeof provider === "string" && typeof model === "string" ? model || provider : undefined;
}
