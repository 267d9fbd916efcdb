import type { Node } from "./graph.ts";
import type { Effect, Manifest } from "./manifest.ts";
import { settingOf } from "./node-ports.ts";
import { isUsed } from "./used-when.ts";

type Effects = { effect: Effect; keyed: boolean };

/** What a node does to external systems: as its type says, as its settings say, or as the operation that it calls does. */
export function effectOf(manifest: Manifest, node: Pick<Node, "config">): Effects {
  const own = { effect: manifest.effect, keyed: manifest.keyed ?? false };
  const { readsWhen, keyedWhen, defaults } = manifest;
  if (readsWhen && isUsed(readsWhen, node.config, defaults)) return { effect: "costly", keyed: false };
  if (keyedWhen && isUsed(keyedWhen, node.config, defaults)) return { ...own, keyed: true };
  if (manifest.operation === undefined) return own;
  const effect = settingOf(manifest, node, `${manifest.operation}.effect`);
  if (effect !== "pure" && effect !== "costly" && effect !== "effect") return own;
  return { effect, keyed: settingOf(manifest, node, `${manifest.operation}.keyed`) === true };
}
