/** Files that a Word document contains as they are (altChunk): Word shows their text as if it had been written in it. */
import { decode } from "../decode.ts";
import { readHtml } from "../html/html.ts";
import { readRtf } from "../rtf/rtf.ts";
import type { Section } from "../section.ts";
import { htmlInMessage } from "./web-archive.ts";

/** The text of such a file. `readWord` reads one that is a Word document itself. Throws for a kind that cannot be read. */
export function readChunk(path: string, data: Uint8Array, readWord: (data: Uint8Array) => Section[]): Section[] {
  const ending = path.slice(path.lastIndexOf(".") + 1);
  if (/^(docx|docm|dotx|dotm)$/.test(ending)) return readWord(data);
  if (/^(x?html?|xml)$/.test(ending)) return readHtml(data);
  if (/^(mht|mhtml|eml)$/.test(ending)) return readHtml(htmlInMessage(data));
  if (ending === "rtf") return readRtf(data);
  if (ending === "txt") return [{ text: decode(data), metadata: {} }];
  throw new Error(`a part of it is a file inside (.${ending}) that cannot be read`);
}
