/**
 * Lines of a text as a person reads them: a sentence that a PDF or a mail has broken over lines is whole again, a row of a
 * table says what its cells are, and a heading is told from what stands under it.
 */
type Line = { text: string; isHeading: boolean };

/** Lines that are shorter end where their writer wanted: addresses, headings, labels. */
const broken = 45;
const headingLength = 60;
/** What begins a line of its own: a list sign, a number, a mark of a passage, a row of a Markdown table, a heading. */
const begins = /^(?:[-*•|]|\d+[.)][ \t]|\[\d+\]|#+[ \t])/;

export function readLines(text: string): Line[] {
  const lines = wholeRows(unbroken(text.split("\n").map((line) => line.trim())));
  let header: string[] | undefined;
  return lines.map((line, at) => {
    const cells = line.split("\t");
    if (cells.length < 2) {
      // A PDF has blank lines between the rows of a table.
      if (line !== "") header = undefined;
      return { text: line, isHeading: isHeading(line, { before: lines[at - 1], after: lines[at + 1] }) };
    }
    if (isHeader(cells)) {
      header = cells;
      return { text: line, isHeading: false };
    }
    return { text: readRow(cells, header), isHeading: false };
  });
}

function isHeader(cells: readonly string[]): boolean {
  return cells.length > 2 && !/\d/.test(cells.join());
}

/** A row whose cells a PDF has broken over lines is one line again: “E-11\tBrewing unit”, “blocked”, “Switch it off.” */
function wholeRows(lines: readonly string[]): string[] {
  const whole: string[] = [];
  let columns = 0;
  let isOpen = false;
  for (const line of lines) {
    const cells = line.split("\t");
    const isLone = cells.length < 2;
    if (isOpen && line !== "" && !begins.test(line) && (isLone || /^\p{Ll}/u.test(line))) {
      whole.push(`${whole.pop() ?? ""} ${line}`);
    } else {
      whole.push(line);
      if (isHeader(cells)) columns = cells.length;
      else if (isLone && line !== "") columns = 0;
    }
    const last = whole.at(-1) ?? "";
    const filled = last.split("\t").length;
    isOpen = filled > 1 && filled < columns && !isHeader(cells) && !/[\d.!?]$/.test(last);
  }
  return whole;
}

function unbroken(lines: readonly string[]): string[] {
  const whole: string[] = [];
  let last = "";
  for (const line of lines) {
    const goesOn = isBroken(last) && line !== "" && !line.includes("\t") && !begins.test(line);
    if (goesOn) whole.push(`${whole.pop() ?? ""} ${line}`);
    else whole.push(line);
    last = line;
  }
  return whole;
}

function isBroken(line: string): boolean {
  return line.length >= broken && !/[.!?:;|]$/.test(line) && !line.includes("\t") && !line.startsWith("|");
}

type Around = { before: string | undefined; after: string | undefined };

/** Short, without an end, and right above what it is the heading of. */
function isHeading(line: string, { before = "", after = "" }: Around): boolean {
  const isShort = line.length <= headingLength && /\p{L}/u.test(line) && !/[.!?:;,|]$/.test(line);
  return isShort && !/: /.test(line) && before === "" && after.length >= broken && !begins.test(after);
}

/** “Article: Patch panel, Amount: 259.50”; without a header that fits, two cells are a name and its value. */
function readRow(cells: readonly string[], header: readonly string[] | undefined): string {
  if (header?.length === cells.length) return cells.map((cell, at) => `${header[at]}: ${cell}`).join(", ");
  return cells.length === 2 ? cells.join(": ") : cells.join(", ");
}
