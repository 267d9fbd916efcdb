import type { Manifest } from "../node-types/manifest.ts";
import type { Json } from "../values/json.ts";

/** The name of the setting that chooses a collection, of a node type that has one. */
export function collectionSetting({ config }: Pick<Manifest, "config">): string | undefined {
  const properties = Object.entries(isObject(config.properties) ? config.properties : {});
  return properties.find(([, property]) => isObject(property) && property.widget === "collection")?.[0];
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
