import type { ChildNode } from "domhandler";
import { descendants, elementsIn, textIn } from "./xml.ts";

/** The series of a chart: the name of each, then a line for each of its values. */
export function chartLines(nodes: readonly ChildNode[]): string[] {
  return descendants(nodes, "ser").flatMap((one) => {
    const values = (...names: string[]) =>
      names.flatMap((name) => descendants(elementsIn(one, name), "v").map((value) => textIn(value).trim()));
    const [names, amounts] = [values("cat", "xVal"), values("val", "yVal")];
    return [values("tx").join(" "), ...amounts.map((amount, index) => `${names[index] ?? ""} | ${amount}`)];
  });
}
