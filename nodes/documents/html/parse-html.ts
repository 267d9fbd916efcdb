import type { Document } from "domhandler";
import { parseDocument } from "htmlparser2";

/** In XHTML `<title/>` is a title of nothing; in HTML it would take the whole page. */
export function parseHtml(html: string): Document {
  const isXml =
    /^\s*<\?xml\s/.test(html) || /^\s*(?:<!--[\s\S]{0,1000}?-->\s*)?<!DOCTYPE\s+html\s[^>]*XHTML/i.test(html);
  return parseDocument(html, isXml ? { recognizeSelfClosing: true, recognizeCDATA: true } : {});
}
