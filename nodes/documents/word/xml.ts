/** Reading XML by local names: the prefixes of namespaces are for each file to choose. */
import { type ChildNode, type Element, isTag, isText } from "domhandler";
import { encodingNamedIn } from "../../../lib/values/response-text.ts";
import { decode } from "../decode.ts";
import { parseMarkup } from "../markup.ts";

type Parent = { children: ChildNode[] };

export function parseXml(data: Uint8Array): ChildNode[] {
  return parseMarkup(decode(data, encodingNamedIn(data)), { xmlMode: true }).children;
}

export function localName({ name }: Element): string {
  return name.slice(name.indexOf(":") + 1);
}

export function elementsIn(parent: Parent | undefined, name?: string): Element[] {
  const elements = parent?.children.filter(isTag) ?? [];
  return name === undefined ? elements : elements.filter((element) => localName(element) === name);
}

/** The first element at the end of a path of names. */
export function elementAt(parent: Parent | undefined, first: string, ...path: string[]): Element | undefined {
  let [found] = elementsIn(parent, first);
  for (const name of path) [found] = elementsIn(found, name);
  return found;
}

/** The value of an attribute, whatever its prefix. */
export function attribute(element: Element | undefined, name: string): string | undefined {
  if (!element) return undefined;
  if (element.attribs[name] !== undefined) return element.attribs[name];
  return Object.entries(element.attribs).find(([key]) => key.endsWith(`:${name}`))?.[1];
}

/** Whether a switch such as `<w:vanish/>` is there and on. */
export function isOn(element: Element | undefined): boolean {
  return element !== undefined && !/^(0|false|off|none)$/i.test(attribute(element, "val") ?? "");
}

export function textIn({ children }: Element): string {
  return children.map((child) => (isText(child) ? child.data : "")).join("");
}

/** Those of a name, however deep, in order; none inside another. */
export function descendants(nodes: readonly ChildNode[], name: string): Element[] {
  const found: Element[] = [];
  const waiting = [...nodes].reverse();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!isTag(node)) continue;
    if (localName(node) === name) found.push(node);
    else
      for (let index = node.children.length - 1; index >= 0; index -= 1)
        waiting.push(...node.children.slice(index, index + 1));
  }
  return found;
}
