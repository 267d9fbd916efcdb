import type { Manifest } from "../node-types/manifest.ts";
import { isObject } from "../values/is-object.ts";

/** The name of the setting that chooses a collection, of a node type that has one. */
export function collectionSetting({ config }: Pick<Manifest, "config">): string | undefined {
  const properties = Object.entries(isObject(config.properties) ? config.properties : {});
  return properties.find(([, property]) => isObject(property) && property.widget === "collection")?.[0];
}
