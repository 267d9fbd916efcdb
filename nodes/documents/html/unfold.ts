/**
 * A page as a browser puts it together before it is shown: with the end tags that were left out, the shadow trees that come with it (declarative shadow DOM), and
 * the pages that stand in its own text as frames (`srcdoc`).
 */
import { type ChildNode, type Element, isTag, isText, type ParentNode } from "domhandler";
import { lift } from "./lift.ts";
import { parseHtml } from "./parse-html.ts";

/** Frames in frames. */
const DEEPEST = 5;

type Waiting = { node: ChildNode; frames: number };

export function unfold(page: ParentNode): void {
  const waiting: Waiting[] = page.children.map((node) => ({ node, frames: 0 })).toReversed();
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    let { node, frames } = next;
    if (!isTag(node)) continue;
    lift(node);
    const shadow = shadowOf(node);
    if (shadow) show(node, shadow);
    if (node.name === "iframe" && node.attribs.srcdoc !== undefined && frames < DEEPEST) {
      frames += 1;
      // What stands between the tags is for browsers without frames.
      adopt(node, parseHtml(node.attribs.srcdoc).children);
      node.name = "div";
    }
    for (const child of node.children.toReversed()) waiting.push({ node: child, frames });
  }
}

function shadowOf({ children }: Element): Element | undefined {
  return children.filter(isTag).find(({ name, attribs }) => {
    return name === "template" && /^(open|closed)$/i.test(attribs.shadowrootmode ?? "");
  });
}

/** The tree in place of the element's own content, which is shown where the tree has a slot for it, and else not at all. */
function show(host: Element, shadow: Element): void {
  const own = host.children.filter((child) => child !== shadow && (isTag(child) || isText(child)));
  const slotOf = (child: ChildNode) => (isTag(child) ? (child.attribs.slot ?? "") : "");
  const bySlot = Map.groupBy(own, slotOf);
  for (const slot of slotsIn(shadow)) {
    const name = slot.attribs.name ?? "";
    const given = bySlot.get(name) ?? [];
    bySlot.delete(name);
    // Else what stands in the slot itself is shown.
    if (given.some((child) => isTag(child) || (isText(child) && child.data.trim() !== ""))) adopt(slot, given);
  }
  adopt(host, shadow.children);
}

/** In the order of the page, without those of templates inside. */
function slotsIn(shadow: Element): Element[] {
  const found: Element[] = [];
  const waiting = shadow.children.toReversed();
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    if (!isTag(node) || node.name === "template") continue;
    if (node.name === "slot") found.push(node);
    for (const child of node.children.toReversed()) waiting.push(child);
  }
  return found;
}

function adopt(parent: Element, children: ChildNode[]): void {
  parent.children = [...children];
  for (const child of children) child.parent = parent;
}
