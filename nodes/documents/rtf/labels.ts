import { countOn, type List } from "../word/numbering.ts";
import type { Definitions } from "./definitions.ts";

/**
 * What stands before a paragraph: `* `, `2.1 `, or nothing. `list` is the number that the paragraph names, 0 for none, and
 * `written` what the program wrote for others that do not count themselves. Asked for in the paragraphs' order.
 */
export type Labels = (place: { list: number; level: number }, written: string) => string;

export function openLabels(lists: Definitions["lists"]): Labels {
  const counted = new Map<number, List>();
  return ({ list, level }, written) => {
    const { id = 0, levels } = lists.get(list) ?? {};
    if (written.trim() !== "") {
      const isBullet = levels?.get(level)?.format === "bullet" || !/[\p{L}\p{N}]/u.test(written);
      return isBullet ? "* " : `${written.trim()} `;
    }
    if (!levels) return "";
    // Numbers of paragraphs that name one list count on together.
    const one = counted.get(id) ?? { counts: [], levels };
    counted.set(id, one);
    return countOn(one, level);
  };
}
