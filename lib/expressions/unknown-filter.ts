import { nearest } from "../nearest.ts";
import { liquidFilters } from "./liquid-words.ts";

/** The first filter of a template that does not exist, in words; undefined when all do. */
export function unknownFilter(template: string): string | undefined {
  const plain = template.replace(/\{%-?\s*(raw|comment)\s*-?%\}[\s\S]*?\{%-?\s*end\1\s*-?%\}/g, "");
  for (const [part] of plain.matchAll(/\{\{[\s\S]*?\}\}|\{%[\s\S]*?%\}/g)) {
    const bare = part.replace(/"[^"]*"|'[^']*'/g, '""');
    for (const [, name = ""] of bare.matchAll(/\|\s*([A-Za-z_]\w*)/g)) {
      if (!Object.hasOwn(liquidFilters, name)) return noFilter(name);
    }
  }
  return undefined;
}

export function noFilter(name: string): string {
  const meant = nearest(name, Object.keys(liquidFilters));
  return `There is no filter “${name}”.${meant === undefined ? "" : ` Did you mean “${meant}”?`}`;
}
