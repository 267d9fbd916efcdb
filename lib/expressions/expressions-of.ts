import * as z from "zod";
import type { Node } from "../graph.ts";
import { type Manifest, settingOf } from "../manifest.ts";
import { Expression } from "./expression.ts";

/** A setting of a node that holds an expression or a template. */
export type NodeExpression = { title: string; text: string; expression: Expression };

const Properties = z.object({
  properties: z.record(z.string(), z.looseObject({ title: z.string().optional(), expression: Expression.optional() })),
});

/** What a node evaluates when it runs: nothing when it is disabled or pinned, or when an expression is empty. */
export function expressionsOf(
  manifest: Manifest,
  node: Pick<Node, "config" | "disabled" | "pinned">,
): NodeExpression[] {
  if (node.disabled || node.pinned) return [];
  const schema = Properties.safeParse(manifest.config).data;
  return Object.entries(schema?.properties ?? {}).flatMap(([name, { title = name, expression }]) => {
    const text = expression && settingOf(manifest, node, name);
    return expression && typeof text === "string" && text.trim() !== "" ? [{ title, text, expression }] : [];
  });
}
