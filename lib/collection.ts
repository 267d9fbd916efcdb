import * as z from "zod";
import type { Manifest } from "./manifest.ts";
import { WidgetName } from "./widgets.ts";

/** Where the chunks of a collection can live. */
export const CollectionStore = z.enum(["postgres", "pinecone"]);
export type CollectionStore = z.infer<typeof CollectionStore>;

/** By meaning (vector), by words (text), or both (hybrid). */
export const SearchMode = z.enum(["hybrid", "vector", "text"]);
export type SearchMode = z.infer<typeof SearchMode>;

const Drawn = z.looseObject({ widget: WidgetName.optional() });
const Settings = z.looseObject({ properties: z.record(z.string(), z.unknown()) });

/** The name of the setting that chooses a collection, of a node type that has one. */
export function collectionSetting({ config }: Pick<Manifest, "config">): string | undefined {
  const properties = Object.entries(Settings.safeParse(config).data?.properties ?? {});
  return properties.find(([, property]) => Drawn.safeParse(property).data?.widget === "collection")?.[0];
}
