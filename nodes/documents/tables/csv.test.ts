import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { withoutCells } from "../section.ts";
import { readCsv, readTable } from "./csv.ts";

const texts = (csv: string) => readCsv(csv).map(({ text }) => text);

describe("the delimiter", () => {
  test.each([
    ["commas", "Name,City\nAnna,Bonn\n"],
    ["semicolons", "Name;City\r\nAnna;Bonn\r\n"],
    ["tabs", "Name\tCity\nAnna\tBonn\n"],
    ["pipes", "Name|City\nAnna|Bonn\n"],
    ["the line sep= of Excel", "sep=;\nName;City\nAnna;Bonn\n"],
    ["the line sep= with another character", "sep=^\r\nName^City\r\nAnna^Bonn\r\n"],
    ["a byte order mark and spaces", '\ufeffName , "City"\nAnna, "Bonn" \n'],
  ])("%s", (_name, csv) => {
    expect(texts(csv)).toEqual(["Name: Anna\nCity: Bonn"]);
  });

  test("a decimal comma beside semicolons", () => {
    expect(texts("Name;Betrag;Rabatt\nMüller;1.234,50;1,5\nMaier;99,00;2,0\n")).toEqual([
      "Name: Müller\nBetrag: 1.234,50\nRabatt: 1,5",
      "Name: Maier\nBetrag: 99,00\nRabatt: 2,0",
    ]);
    expect(texts("Name;Betrag, netto\nMüller;1,50\n")).toEqual(["Name: Müller\nBetrag, netto: 1,50"]);
  });

  test("semicolons inside the cells of a file with commas", () => {
    expect(texts("id,tags\n1,a;b\n2,c;d\n")).toEqual(["id: 1\ntags: a;b", "id: 2\ntags: c;d"]);
  });

  test("none: a list is not cut at its commas", () => {
    expect(texts("Notes\nfirst, then this\nsecond; and that\n")).toEqual([
      "Notes: first, then this",
      "Notes: second; and that",
    ]);
  });

  test("empty cells between tabs keep their columns", () => {
    expect(texts("a\tb\tc\n1\t\t3\n\t2\t\n")).toEqual(["a: 1\nc: 3", "b: 2"]);
  });
});

describe("quotes", () => {
  test("an inch mark in a cell without quotes", () => {
    expect(texts('item,size\nMonitor 24" wide,24\nKeyboard,10\n')).toEqual([
      'item: Monitor 24" wide\nsize: 24',
      "item: Keyboard\nsize: 10",
    ]);
  });

  test("escaped with a backslash", () => {
    expect(texts('text,id\n"He said \\"hi\\", to me",7\nplain,8\n')).toEqual([
      'text: He said "hi", to me\nid: 7',
      "text: plain\nid: 8",
    ]);
  });

  test("a quote that opens a cell and is none spoils no other row", () => {
    const csv = 'text,id\n"half,1\nplain,"2"\n"two\nlines",3\na "b" c,4\nlast,5\n';
    expect(texts(csv)).toEqual([
      'text: "half\nid: 1',
      "text: plain\nid: 2",
      "text: two\nlines\nid: 3",
      'text: a "b" c\nid: 4',
      "text: last\nid: 5",
    ]);
  });

  test("a quote that never closes is said with its row", () => {
    expect(() => readCsv('a,b\n"open,1\n2,3')).toThrow(/row 2 never closes/);
  });
});

describe("what is not a row of a table", () => {
  test("one line alone is kept", () => {
    expect(readCsv("alpha,beta\n")).toEqual([{ text: "alpha | beta", metadata: {} }]);
  });

  test("a column that no row fills keeps its name", () => {
    expect(withoutCells(readCsv("title,price\nLamp,\nPen,\n"))).toEqual([
      { text: "title | price", metadata: {} },
      { text: "title: Lamp", metadata: { row: 1 } },
      { text: "title: Pen", metadata: { row: 2 } },
    ]);
  });

  test("lines above the header", () => {
    expect(withoutCells(readCsv("Sales 2026;;\n\nName;City;Sum\nAnna;Bonn;3\n"))).toEqual([
      { text: "Sales 2026", metadata: {} },
      { text: "Name: Anna\nCity: Bonn\nSum: 3", metadata: { row: 1 } },
    ]);
  });

  test("a column without a name, and cells beyond the header", () => {
    expect(texts("name,\nx,y,z\n")).toEqual(["name: x\nColumn 2: y\nColumn 3: z"]);
  });
});

test("whatever is written comes back, each cell beside the name of its column", () => {
  const cell = fc.stringMatching(/^[A-Za-zà-ÿ0-9][A-Za-zà-ÿ0-9 ,;|"\n'.-]{0,20}[a-z0-9]$/);
  const name = fc.stringMatching(/^[A-Za-z][a-z]{2,8}$/);
  const tables = fc.integer({ min: 2, max: 5 }).chain((columns) =>
    fc.record({
      header: fc.uniqueArray(name, { minLength: columns, maxLength: columns }),
      rows: fc.array(fc.array(cell, { minLength: columns, maxLength: columns }), { minLength: 2, maxLength: 8 }),
      delimiter: fc.constantFrom(",", ";", "\t", "|"),
      lineEnd: fc.constantFrom("\n", "\r\n"),
    }),
  );
  const property = fc.property(tables, ({ header, rows, delimiter, lineEnd }) => {
    const quoted = (text: string) => (/[",;|\t\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
    const csv = [header, ...rows].map((row) => row.map(quoted).join(delimiter)).join(lineEnd);
    const expected = rows.map((row) => row.map((text, column) => `${header[column]}: ${text}`).join("\n"));
    expect(texts(csv)).toEqual(expected);
  });
  fc.assert(property, { numRuns: 200, seed: 5 });
});

test("a table that only looks like something else stays whole", () => {
  const texts = (csv: string) => readCsv(csv).map(({ text }) => text);
  // A column of numbers, and more cells than names.
  expect(texts("#,Name\n1,Ada,here\n2,Bob,away")).toEqual([
    "#: 1\nName: Ada\nColumn 3: here",
    "#: 2\nName: Bob\nColumn 3: away",
  ]);
  // Rows in groups, the second of which begins with words alone.
  expect(texts("Product,Value\nApple,n/a\n\nPear,unknown\nPlum,11").at(1)).toBe("Product: Pear\nValue: unknown");
  expect(texts("Name,Size,Qty\nAda,big,1\n\nBob,big,none\nCy,small,2").at(1)).toBe("Name: Bob\nSize: big\nQty: none");
  // A sentence in quotes with Excel's sign for texts.
  expect(texts('id,said\n="007","he wrote ,="",here"')).toEqual(['id: 007\nsaid: he wrote ,=",here']);
});

test("a table may have more rows than a call takes arguments", () => {
  const csv = `a,b\n${"1,2\n".repeat(150_000)}1,2,3`;
  expect(readTable(csv).names).toEqual(["a", "b", "Column 3"]);
  expect(texts(csv).at(-1)).toBe("a: 1\nb: 2\nColumn 3: 3");
});
