/** HTML and XML as trees, in which all that is text is text. */
import { type Document, DomHandler } from "domhandler";
import { Parser, type ParserOptions } from "htmlparser2";

/** A text in CDATA is one like any other. The parser's own nodes for it are met by no one who looks for texts. */
class PlainTexts extends DomHandler {
  override oncdatastart(): void {}
  override oncdataend(): void {}
}

export function parseMarkup(text: string, options: ParserOptions): Document {
  const texts = new PlainTexts(undefined, options);
  new Parser(texts, options).end(withoutDeclarations(text));
  return texts.root;
}

/** What a DOCTYPE declares in brackets has signs in it that end it for the parser, so that the rest of it would be text. */
function withoutDeclarations(text: string): string {
  const start = /<!DOCTYPE[^>[]{0,1000}\[/i.exec(text.slice(0, 4000));
  if (!start) return text;
  const from = start.index + start[0].length;
  const end = /\]\s{0,100}>/.exec(text.slice(from, from + 100_000));
  return end ? `${text.slice(0, from - 1)}>${text.slice(from + end.index + end[0].length)}` : text;
}
