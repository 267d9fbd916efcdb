/**
 * End tags that HTML lets a page leave out. The parser ends a cell at the next one only when nothing is open inside of it; a
 * browser does so whatever is open, such as a paragraph.
 */
import { type Element, isTag } from "domhandler";

const set = (names: string) => new Set(names.split(" "));

/** `ends`: what such an element ends where it begins. `within`: what it stays in, whatever is around that. */
type Rule = { ends: ReadonlySet<string>; within: ReadonlySet<string> };
const table = set("table template");
const cell: Rule = { ends: set("td th"), within: table };
const row: Rule = { ends: set("tr"), within: table };
const section: Rule = { ends: set("thead tbody tfoot tr"), within: table };
const apart = "table td th template blockquote section article aside details fieldset figure form main nav";
const item: Rule = { ends: set("li"), within: set(`ul ol menu dir dl ${apart}`) };
const term: Rule = { ends: set("dt dd"), within: set(`dl ul ol menu dir ${apart}`) };

const rules = new Map<string, Rule>([
  ["td", cell],
  ["th", cell],
  ["tr", row],
  ["thead", section],
  ["tbody", section],
  ["tfoot", section],
  ["li", item],
  ["dt", term],
  ["dd", term],
]);

/** So far up it is looked; pages of people leave no more open. */
const MOST_OPEN = 50;

/** Puts an element that the parser left inside of one that it ends behind that one, with what follows it there. */
export function lift(element: Element): void {
  const rule = rules.get(element.name);
  if (!rule) return;
  let ended: Element | undefined;
  let above = element.parent;
  for (let open = 0; open < MOST_OPEN && above && isTag(above) && !rule.within.has(above.name); open += 1) {
    if (rule.ends.has(above.name)) ended = above;
    above = above.parent;
  }
  const target = ended?.parent;
  if (!ended || !target || !element.parent) return;
  const { children } = element.parent;
  const moved = children.splice(children.indexOf(element));
  // Looked for from the end: what comes behind it is inside of it or follows it.
  target.children.splice(target.children.lastIndexOf(ended) + 1, 0, ...moved);
  for (const child of moved) child.parent = target;
}
