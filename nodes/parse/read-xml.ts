import { XMLParser, XMLValidator } from "fast-xml-parser";
import type { Ask, Parsed } from "./parse.ts";

/**
 * Elements become fields, attributes fields with `@`, and text beside either `#text`. Every value stays the text that is
 * written there. An element that comes several times is a list; those in `lists` are one also when they come once.
 */
export function readXml({ text, lists }: Pick<Ask, "text" | "lists">): Parsed {
  const checked = XMLValidator.validate(text);
  if (checked !== true) {
    const { line, msg } = checked.err;
    throw new Error(`line ${line}: ${msg.replace(/[.\s]+$/, "")}.`);
  }
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: "@",
    parseTagValue: false,
    parseAttributeValue: false,
    // References by number are among what the library counts as HTML's.
    htmlEntities: true,
    ignoreDeclaration: true,
    ignorePiTags: true,
    isArray: (name, _path, _isLeaf, isAttribute) => !isAttribute && lists.includes(name),
  });
  return { value: parser.parse(text), above: [], repaired: false };
}
