import type { Document } from "domhandler";
import { parseMarkup } from "../markup.ts";

/**
 * In XHTML `<title/>` is a title of nothing; in HTML it would take the whole page. What is XHTML is said in one of three ways, and
 * in a book, whose pages all are, in none at times.
 */
export function parseHtml(html: string, isXhtml = false): Document {
  const isXml =
    isXhtml ||
    /^\s*<\?xml\s/.test(html) ||
    /^\s*(?:<!--[\s\S]{0,1000}?-->\s*)?<!DOCTYPE\s+html\s[^>]*XHTML/i.test(html) ||
    /<html\s[^<>]{0,1000}?\bxmlns\s*=\s*["']http:\/\/www\.w3\.org\/1999\/xhtml["']/i.test(html.slice(0, 4000));
  return parseMarkup(html, isXml ? { recognizeSelfClosing: true, recognizeCDATA: true } : {});
}
