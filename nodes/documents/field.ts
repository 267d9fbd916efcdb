/** Fields that word processors draw from their instruction, without a result in the file: signs and old formulas. */
import { over, root, scripts } from "./formula.ts";
import { signOf } from "./signs.ts";

/** What such a field shows; empty for others. */
export function fieldText(instruction: string): string {
  const [, sign, font = "Symbol"] =
    /^\s*SYMBOL\s+(0x[\da-f]{1,4}|\d{1,5})(?:.{0,40}\\f\s*"([^"]{1,40})")?/i.exec(instruction) ?? [];
  if (sign !== undefined) return signOf(font, Number(sign));
  const [, equation] = /^\s*EQ\s+(.*)$/is.exec(instruction) ?? [];
  return equation === undefined ? "" : (equationText({ text: equation, at: 0 }, 0)[0] ?? "").trim();
}

type Source = { text: string; at: number };
const DEEPEST = 20;

/** The parts up to the end of the bracket, which lists divide by commas or, in other countries, semicolons. */
function equationText(source: Source, depth: number, around = ""): string[] {
  const parts = [""];
  const add = (text: string) => parts.push((parts.pop() ?? "") + text);
  let switches = "";
  while (source.at < source.text.length) {
    const sign = source.text[source.at] ?? "";
    source.at += 1;
    if (sign === "\\") switches += command(source, add);
    else if (sign === "(" && (switches !== "" || depth > 0) && depth < DEEPEST) {
      const inner = equationText(source, depth + 1, switches);
      add(switches === "" ? `(${inner.join(",")})` : combined(switches, inner, around));
      switches = "";
    } else if (sign === ")" && depth > 0) return parts;
    else if (/[,;]/.test(sign) && depth > 0) parts.push("");
    // Between the name of a switch and its bracket there may be a space or a measure.
    else if (switches === "" || !/[\s\d]/.test(sign)) add(sign);
  }
  return parts;
}

/** The name of a switch such as `f` or `up`; a sign behind the backslash stands for itself. */
function command(source: Source, add: (text: string) => void): string {
  const [name] =
    /^[a-z]{1,2}(?=[^a-z]|$)|^\*\s*(?:"[^"]*"|\w+)/i.exec(source.text.slice(source.at, source.at + 100)) ?? [];
  source.at += name?.length ?? 1;
  // Formatting of the field.
  if (name?.startsWith("*")) return "";
  if (name === undefined) add(source.text[source.at - 1] ?? "");
  return name === undefined ? "" : ` ${name.toLowerCase()}`;
}

function combined(switches: string, parts: readonly string[], around: string): string {
  const [kind, ...more] = switches.trim().split(" ");
  const [first = "", second = ""] = parts;
  if (kind === "f") return over(first, second);
  if (kind === "r") return parts.length > 1 ? root(second, first) : root(first);
  // A reading above a word is one text over another.
  if (kind === "s" && around.trim().startsWith("o")) return ` (${parts.join(" ").trim()}) `;
  if (kind === "s") return scripts("", more.includes("do") ? { sub: first } : { sup: first });
  if (kind === "b") return `(${parts.join(", ")})`;
  if (kind === "i") return `${scripts("∫", { sub: first, sup: second })} ${parts.slice(2).join(" ")}`;
  return kind === "a" ? parts.join("; ") : kind === "o" ? parts.join("") : parts.join(", ");
}
