/** Files as words. It loads no LangChain: the web process asks providers without it. */

/** The text of a file. Throws `bad_input` when it has none. */
export type ReadText = () => Promise<string>;

/** A file in a message, where nothing but its text will do. */
export function textPart(name: string, text: string): { type: "text"; text: string } {
  return { type: "text", text: `File “${name}”:\n${text}\n\n` };
}
