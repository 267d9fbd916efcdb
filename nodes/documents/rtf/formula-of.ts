import { type ChildNode, Element, Text } from "domhandler";
import { destinationOf, type Group, type RtfNode } from "./parse-rtf.ts";

/** A formula as the element that Office's XML would write: rich text has the same parts, with an “m” before each name. */
export function formulaOf(group: Group, said: (group: Group) => string): Element {
  const children: ChildNode[] = [];
  let own: RtfNode[] = [];
  let text = "";
  const endOwn = () => {
    const here = own.length === 0 ? "" : said({ kind: "group", nodes: own });
    if (here !== "") children.push(new Element("t", {}, [new Text(here)]));
    text += here;
    own = [];
  };
  for (const node of group.nodes) {
    if (node.kind === "group" && /^m[A-Za-z]/.test(destinationOf(node).name)) {
      endOwn();
      children.push(formulaOf(node, said));
    } else own.push(node);
  }
  endOwn();
  return new Element(destinationOf(group).name.replace(/^m/, ""), text === "" ? {} : { val: text }, children);
}
