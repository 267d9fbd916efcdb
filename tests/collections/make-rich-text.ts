export type RichPart =
  | { kind: "heading"; rank: number; text: string }
  | { kind: "paragraph" | "code"; text: string }
  | { kind: "list"; items: string[] }
  | { kind: "table"; header: string[] | undefined; rows: string[][] };

/** A rich text file (RTF). What is not ASCII is written in one of the two forms, by turns. */
export function makeRichText(parts: readonly RichPart[]): Uint8Array {
  const said = (text: string) =>
    text
      .replace(/[\\{}]/g, "\\$&")
      .replace(/[^ -~]/g, (sign) =>
        sign === "ß" || sign === "é" ? `\\'${sign.charCodeAt(0).toString(16)}` : `\\u${sign.charCodeAt(0)}?`,
      );
  const row = (cells: string[], words = "") =>
    `\\trowd${words}${cells.map((_, index) => `\\cellx${index * 1000 + 1000}`).join("")}\\pard\\intbl ${cells.map((cell) => `{${said(cell)}\\cell}`).join("\n")}\\row\n`;
  const body = parts.map((part) => {
    if (part.kind === "heading") return `{\\pard\\s${part.rank} ${said(part.text)}\\par}`;
    if (part.kind === "list")
      return part.items.map((item) => `{\\pard\\ls1{\\listtext\\bullet\\tab}${said(item)}\\par}`).join("");
    if (part.kind === "table")
      return `${part.header ? row(part.header, "\\trhdr") : ""}${part.rows.map((cells) => row(cells)).join("")}`;
    return `\\pard ${said(part.text)}\\par\n`;
  });
  const styles = [1, 2, 3, 4].map((rank) => `{\\s${rank} heading ${rank};}`).join("");
  return Buffer.from(`{\\rtf1\\ansi{\\stylesheet{\\s0 Normal;}${styles}}${body.join("")}}`);
}
