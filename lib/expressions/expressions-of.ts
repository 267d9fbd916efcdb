import * as z from "zod";
import type { Node } from "../graph/graph.ts";
import type { Manifest } from "../node-types/manifest.ts";
import { settingOf } from "../ports/node-ports.ts";
import { Expression } from "./expression.ts";

/** A setting of a node that holds an expression or a template. */
export type NodeExpression = { setting: string; title: string; text: string; expression: Expression };

const Properties = z.object({
  properties: z.record(z.string(), z.looseObject({ title: z.string().optional(), expression: Expression.optional() })),
});

type ExpressionSetting = { name: string; title: string; expression: Expression };
const known = new WeakMap<Manifest, ExpressionSetting[]>();

/** A graph of thousands of nodes is checked at each edit: a manifest is looked through once. */
function settingsOf(manifest: Manifest): ExpressionSetting[] {
  const schema = known.has(manifest) ? undefined : Properties.safeParse(manifest.config).data;
  const settings =
    known.get(manifest) ??
    Object.entries(schema?.properties ?? {}).flatMap(([name, { title = name, expression }]) =>
      expression ? [{ name, title, expression }] : [],
    );
  known.set(manifest, settings);
  return settings;
}

/** What a node evaluates when it runs: nothing when it is disabled or pinned, or when an expression is empty. */
export function expressionsOf(
  manifest: Manifest,
  node: Pick<Node, "config" | "disabled" | "pinned">,
): NodeExpression[] {
  if (node.disabled || node.pinned) return [];
  return settingsOf(manifest).flatMap(({ name, title, expression }) => {
    const text = settingOf(manifest, node, name);
    return typeof text === "string" && text.trim() !== "" ? [{ setting: name, title, text, expression }] : [];
  });
}
