import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Json } from "../../lib/values/json.ts";
import { protoKeyRefused } from "../../lib/values/keys/proto-key.ts";
import type { Ask, Parsed } from "./parse.ts";

/**
 * Elements become fields, attributes fields with `@`, and text beside either `#text`. Every value stays the text that is
 * written there, without the space around it; CDATA keeps that, too. An element that comes several times is a list; those in
 * `lists` are one also when they come once.
 */
export function readXml({ text: given, lists }: Pick<Ask, "text" | "lists">): Parsed {
  // The declaration has to come first, and lines before it are what a paste or a template leaves there.
  const text = given.trimStart();
  const above = given.slice(0, given.length - text.length).split("\n").length - 1;
  const checked = XMLValidator.validate(text);
  if (checked !== true) {
    const { line, msg } = checked.err;
    throw new Error(`line ${line + above}: ${msg.replace(/[.\s]+$/, "")}.`);
  }
  const value = valueIn(parser.parse(text), {}, new Set(lists));
  return { value, above: [], repaired: false };
}

/** In order, so that the words on both sides of an element are not put together, as the library's objects have them. */
const parser = new XMLParser({
  preserveOrder: true,
  trimValues: false,
  ignoreAttributes: false,
  attributeNamePrefix: "@",
  textNodeName: "#text",
  cdataPropName: "#cdata",
  parseTagValue: false,
  parseAttributeValue: false,
  // References by number are among what the library counts as HTML's.
  htmlEntities: true,
  ignoreDeclaration: true,
  ignorePiTags: true,
  // It takes no element that is called as a property of every object is, such as “constructor”. Of one that is empty it asks twice.
  transformTagName: (name) => `<${name}`,
});

/** One element as the library has it: its name with what is inside, or a text, and its attributes apart. */
type Node = { ":@"?: { [attribute: string]: string }; [name: string]: readonly Node[] | string | object | undefined };
/** `isExact`: of CDATA, whose space counts. `isApart`: an element stands before it. */
type Piece = { words: string; isExact: boolean; isApart: boolean };

function valueIn(
  nodes: readonly Node[],
  attributes: { [attribute: string]: string },
  lists: ReadonlySet<string>,
): Json {
  const found = new Map<string, Json[]>();
  const pieces: Piece[] = [];
  let isApart = false;
  for (const { ":@": own = {}, ...node } of nodes) {
    const [[key, inside] = ["", ""]] = Object.entries(node);
    const isExact = key === "#cdata";
    const words = isExact && Array.isArray(inside) ? String(inside[0]?.["#text"] ?? "") : inside;
    if (typeof words === "string") {
      pieces.push({ words, isExact, isApart });
      isApart = false;
    } else if (Array.isArray(inside)) {
      isApart = true;
      const name = key.replace(/^<+/, "");
      if (name === "__proto__") throw new Error(protoKeyRefused);
      const values = found.get(name) ?? [];
      values.push(valueIn(inside, own, lists));
      found.set(name, values);
    }
  }
  const text = joined(pieces);
  const fields = [...found].map(([name, [first = "", ...more]]): [string, Json] => [
    name,
    more.length > 0 || lists.has(name) ? [first, ...more] : first,
  ]);
  const marks = Object.entries(attributes);
  if (fields.length + marks.length === 0) return text;
  return Object.fromEntries([...fields, ...(text === "" ? [] : [["#text", text] as const]), ...marks]);
}

/** Without the space at both ends, and with space once where an element stands between two. */
function joined(pieces: readonly Piece[]): string {
  let text = "";
  let end = 0;
  for (const { words, isExact, isApart } of pieces) {
    const isAfterSpace = text === "" || /\s$/.test(text);
    if (isApart && !isAfterSpace && /^\S/.test(words)) text += " ";
    text += isExact || !(text === "" || (isApart && isAfterSpace)) ? words : words.trimStart();
    if (isExact) end = text.length;
  }
  return text.slice(0, end) + text.slice(end).trimEnd();
}
