/** Settings that a node cannot do without: while one is empty, the graph says what to do instead of the run. */
import * as z from "zod";
import type { Node } from "../graph/graph.ts";
import type { Manifest } from "../node-types/manifest.ts";
import { settingOf } from "../ports/node-ports.ts";
import { isUsed } from "./is-used.ts";
import { UsedWhen } from "./used-when.ts";

/** Said in `.meta({ needed })`: what to do, as a sentence. `isAddress`: it has to be one of http or https. */
const Needed = z.object({ say: z.string(), isAddress: z.boolean().optional() });

declare module "zod" {
  interface GlobalMeta {
    needed?: z.infer<typeof Needed>;
  }
}

const Properties = z.object({
  properties: z.record(
    z.string(),
    z.looseObject({ title: z.string().optional(), needed: Needed.optional(), usedWhen: UsedWhen.optional() }),
  ),
});

type NeededSetting = z.infer<typeof Needed> & { name: string; title: string; usedWhen: UsedWhen | undefined };
const known = new WeakMap<Manifest, NeededSetting[]>();

/** A graph of thousands of nodes is checked at each edit: a manifest is looked through once. */
function neededOf(manifest: Manifest): NeededSetting[] {
  const schema = known.has(manifest) ? undefined : Properties.safeParse(manifest.config).data;
  const settings =
    known.get(manifest) ??
    Object.entries(schema?.properties ?? {}).flatMap(([name, { title = name, needed, usedWhen }]) =>
      needed ? [{ ...needed, name, title, usedWhen }] : [],
    );
  known.set(manifest, settings);
  return settings;
}

/** Those of a node that are empty, or no address where one is wanted. None when it is disabled or pinned. */
export function missingSettings(
  manifest: Manifest,
  node: Pick<Node, "config" | "disabled" | "pinned">,
): { setting: string; title: string; say: string }[] {
  if (node.disabled || node.pinned) return [];
  return neededOf(manifest).flatMap(({ name, title, say, isAddress, usedWhen }) => {
    if (!isUsed(usedWhen, node.config, manifest.defaults)) return [];
    const value = settingOf(manifest, node, name);
    const isThere = typeof value === "string" && value.trim() !== "" && (!isAddress || isWebAddress(value));
    return isThere ? [] : [{ setting: name, title, say }];
  });
}

export function isWebAddress(text: string): boolean {
  return /^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : "");
}
