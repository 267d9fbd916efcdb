import { categories } from "../../../lib/node-types/manifest.ts";
import { categoryToken } from "../../ui/text/category-color.ts";

/** The tokens of app/globals.css as colours for a <canvas>. */
const names = [
  ...["canvas", "panel", "raised", "hover", "line", "line-strong", "ink", "muted", "focus", "accent", "orange"],
  ...["success", "danger", "warning", "info"],
  ...categories.map(categoryToken),
] as const;

export type Colors = Readonly<Record<string, string>>;

/** `kind-…` tokens are read besides, for every kind given; and `font`, the family that words are written in. */
export function readColors(host: Element, kinds: readonly string[]): Colors {
  const probe = document.createElement("span");
  // Where motion is reduced every element has a very short transition, and a colour would be read before it began.
  probe.style.transitionProperty = "none";
  host.append(probe);
  const read = (name: string) => {
    probe.style.color = `var(--color-${name})`;
    return [name, getComputedStyle(probe).color] as const;
  };
  const colors = Object.fromEntries([...names, ...kinds.map((kind) => `kind-${kind}`)].map(read));
  probe.remove();
  return { ...colors, font: getComputedStyle(host).fontFamily };
}

/** Calls back when another theme is chosen here or in the system. */
export function watchTheme(onChange: () => void): () => void {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = new MutationObserver(onChange);
  chosen.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  system.addEventListener("change", onChange);
  return () => {
    chosen.disconnect();
    system.removeEventListener("change", onChange);
  };
}
