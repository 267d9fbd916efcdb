/** Which item or round the cards of a body show. */
import { graphAt, isRepeated, type Scope } from "../../../lib/edit/bodies.ts";
import { nodeAt } from "../../../lib/graph/graph.ts";
import { wholeGraphOf } from "../store/document-slice.ts";
import type { EditorState } from "../store/state.ts";
import type { EditorStore } from "../store/store.ts";

/** `index` counts from 0; undefined for all together. What was chosen in bodies further inside belonged to another item. */
export function pickItem(store: EditorStore, path: string, index: number | undefined): void {
  const { picked, setRun } = store.getState();
  const kept = Object.entries(picked).filter(([other]) => other !== path && !other.startsWith(`${path}/`));
  const outer = outerIteration(picked, path);
  const iteration = [...(outer === "" ? [] : [outer]), String(index)].join("/");
  setRun({ picked: Object.fromEntries(index === undefined ? kept : [...kept, [path, iteration]]) });
}

/** The iteration that a body lies in itself, as steps name it: empty at the top level. */
export function outerIteration(picked: EditorState["picked"], path: string): string {
  const outer = path.split("/").slice(0, -1);
  for (let { length } = outer; length > 0; length -= 1) {
    const found = picked[outer.slice(0, length).join("/")];
    if (found !== undefined) return found;
  }
  return "";
}

export function itemName({ catalogue, ...state }: EditorState, scope: Scope): "Item" | "Round" {
  const around = graphAt(wholeGraphOf(state), catalogue, scope.slice(0, -1));
  const manifest = catalogue.get(nodeAt(around, scope.at(-1) ?? "")?.type ?? "");
  return manifest && Object.hasOwn(manifest.outputs, "rounds") ? "Round" : "Item";
}

/** Whether a body runs many times; a sub-pipeline's runs once. */
export function hasItems({ catalogue, ...state }: EditorState, scope: Scope): boolean {
  return isRepeated(graphAt(wholeGraphOf(state), catalogue, scope.slice(0, -1)), catalogue, scope.at(-1) ?? "");
}
