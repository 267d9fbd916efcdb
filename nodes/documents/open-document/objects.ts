/** Formulas and charts, which are documents of their own in the file. */
import { type ChildNode, type Element, isTag } from "domhandler";
import { mathText } from "../html/math.ts";
import { attribute, descendants, elementAt, localName, parseXml } from "../word/xml.ts";

/** A formula as a line of text, or a chart's titles and its table. */
export type Embedded = { formula: string } | { titles: Element[]; tables: Element[] };
/** What the frame contains; undefined where it is no such object, or was read already. */
export type Objects = (frame: Element) => Embedded | undefined;

/** What LibreOffice writes for a part of a formula that is not there. */
const missing = "\u2751";

export function openObjects(files: ReadonlyMap<string, Uint8Array>): Objects {
  const read = new Set<string>();
  return (frame) => {
    const object = elementAt(frame, "object");
    const href = (attribute(object, "href") ?? "").replace(/^\.\//, "").toLowerCase();
    const data = files.get(`${href}/content.xml`);
    if (!object || (!data && object.children.length === 0) || read.has(href)) return undefined;
    if (href !== "") read.add(href);
    const nodes = data ? parseXml(data) : object.children;
    const [math] = descendants(nodes, "math");
    if (math) return { formula: mathText(withoutPrefixes(math)).replaceAll(missing, "") };
    const charts = descendants(nodes, "chart");
    if (charts.length === 0) return undefined;
    return { titles: descendants(charts, "title"), tables: descendants(charts, "table") };
  };
}

/** Formulas are read by the names that web pages use. */
function withoutPrefixes(math: Element): Element {
  const waiting: ChildNode[] = [math];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!isTag(node)) continue;
    node.name = localName(node);
    for (const child of node.children) waiting.push(child);
  }
  return math;
}
