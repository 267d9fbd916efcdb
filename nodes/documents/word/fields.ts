import type { Element } from "domhandler";
import { fieldText } from "../field.ts";
import { attribute, localName, textIn } from "./xml.ts";

type Field = { instruction: string; from: number };

/** Follows the fields of a line: one that has shown nothing up to its end shows what its instruction draws. */
export function openFields(pieces: string[]): (element: Element) => void {
  const open: Field[] = [];
  return (element) => {
    if (localName(element) === "instrText") {
      const field = open.at(-1);
      if (field) field.instruction += textIn(element);
      return;
    }
    const type = attribute(element, "fldCharType");
    if (type === "begin") open.push({ instruction: "", from: pieces.length });
    const ended = type === "end" ? open.pop() : undefined;
    if (ended) pieces.push(drawn(pieces, ended));
  };
}

/** Empty where something is shown since the field began. */
export function drawn(pieces: readonly string[], { instruction, from }: Field): string {
  return pieces.slice(from).join("").trim() === "" ? fieldText(instruction) : "";
}
