/** What a browser does with each element, as far as text is concerned. */
import type { Element } from "domhandler";

const set = (names: string) => new Set(names.split(" "));

/** Not shown, or shown only where the page's own content cannot be; and navigation, which says nothing of the page. */
export const skipped = set(
  "title script style template noscript nav iframe video audio canvas progress meter datalist rp desc metadata defs annotation annotation-xml",
);

/** By the level of the heading. */
export const ranks = new Map(["h1", "h2", "h3", "h4", "h5", "h6"].map((name, index) => [name, index + 1]));

/** Each begins and ends a line. */
export const blocks = set(
  "html head body address article aside blockquote caption center dd details dialog dir div dl dt fieldset figcaption figure footer form header hgroup hr legend li main optgroup option p pre search section select summary tbody td text textarea tfoot th thead tr",
);

/** Line breaks around a block, where it is not one. */
export const margins = new Map(
  "address article aside blockquote center dl fieldset figure footer form header hr main p pre section"
    .split(" ")
    .map((name) => [name, 2]),
);

/** What is seen above the content of a block, or in its place. */
export function labelOf({ name, attribs: { label = "" }, children }: Element): string {
  return name === "optgroup" || (name === "option" && children.length === 0) ? label : "";
}

/** What is seen before and after the content of an element in a line. */
export type Control = (element: Element) => readonly [string, string];

/** A description of a picture says something of the page; a single word is mostly the name of an icon or a file. */
const alternative: Control = ({ attribs: { alt = "" } }) => [/\S\s+\S/.test(alt) ? ` ${alt} ` : "", ""];

export const controls = new Map<string, Control>([
  ["img", alternative],
  ["area", alternative],
  ["input", field],
  ["button", () => [" ", " "]],
  ["label", () => [" ", " "]],
  ["q", () => ["“", "”"]],
  ["rt", () => [" (", ") "]],
  // A note's number in small type would run into the word before it.
  [
    "sup",
    (element) => (element.children.some((child) => "name" in child && child.name === "a") ? [" ", " "] : ["", ""]),
  ],
  ["sub", () => ["", ""]],
  // Of a drawing: a text of several lines.
  ["tspan", ({ attribs: { x } }) => [x === undefined ? "" : " ", ""]],
]);

function field({
  attribs: { type = "text", value = "", placeholder = "", alt = "" },
}: Element): readonly [string, string] {
  const kind = type.toLowerCase();
  if (["hidden", "password", "checkbox", "radio", "file", "range", "color"].includes(kind)) return ["", ""];
  return [` ${kind === "image" ? alt : value || placeholder} `, ""];
}

export function isHidden({ attribs: { hidden, style = "" } }: Element): boolean {
  // What is hidden until it is found is there to be found.
  const isOff = hidden !== undefined && hidden.toLowerCase() !== "until-found";
  return isOff || /(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)/i.test(style);
}
