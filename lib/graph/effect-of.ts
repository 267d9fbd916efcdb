import type { Effect, Manifest } from "../node-types/manifest.ts";
import { settingOf } from "../ports/node-ports.ts";
import { isUsed } from "../settings/is-used.ts";
import type { Node } from "./graph.ts";

type Effects = { effect: Effect; keyed: boolean };

/** What a node does to external systems: as its type says, as its settings say, or as the operation that it calls does. */
export function effectOf(manifest: Manifest, node: Pick<Node, "config">): Effects {
  const own = { effect: manifest.effect, keyed: manifest.keyed ?? false };
  const rule = manifest.effectWhen?.find((each) => isUsed(each, node.config, manifest.defaults));
  if (rule) return { effect: rule.effect, keyed: rule.keyed ?? false };
  if (manifest.operation === undefined) return own;
  const effect = settingOf(manifest, node, `${manifest.operation}.effect`);
  if (effect !== "pure" && effect !== "costly" && effect !== "effect") return own;
  return { effect, keyed: settingOf(manifest, node, `${manifest.operation}.keyed`) === true };
}
