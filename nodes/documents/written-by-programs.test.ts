/** Files as programs and people really write them: what each says, with its rows, names and units. */
import { deflateSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { FileEnding } from "../../lib/documents/file-endings.ts";
import { documentXml, makePdf, makeZip } from "../../tests/collections/make-files.ts";
import { readers } from "./readers.ts";
import type { Section } from "./section.ts";

async function read(ending: FileEnding, file: string | Uint8Array): Promise<string> {
  const sections: Section[] = await readers[ending](new Uint8Array(Buffer.from(file)));
  return sections
    .map(({ title, text }) => (title === undefined ? text : `# ${title}\n${text}`))
    .filter((text) => text !== "")
    .join("\n--\n");
}

describe("CSV", () => {
  test.each([
    ["several kinds of line ends", "a,b\r\n1,2\n3,4\r5,6\r\n", "a: 1\nb: 2\n--\na: 3\nb: 4\n--\na: 5\nb: 6"],
    ["nothing as databases write it", "id,name,note\n1,\\N,x\n2,Anna,\\N\n", "id: 1\nnote: x\n--\nid: 2\nname: Anna"],
    ["texts that Excel is told to keep", 'id,name\n="007",Anna\n', "id: 007\nname: Anna"],
    ["the same in quotes", 'id;name\n"=""007""";"Anna"\n', "id: 007\nname: Anna"],
    [
      "comments with a comma above the table",
      "# Export of May, 2026\n# by us\nid,name,city\n1,Anna,Bonn\n",
      "# Export of May | 2026\n--\n# by us\n--\nid: 1\nname: Anna\ncity: Bonn",
    ],
    ["a name that begins with a number sign", "#id,name\n1,Anna\n2,Ben\n", "#id: 1\nname: Anna\n--\n#id: 2\nname: Ben"],
    [
      "what a bank writes above its table",
      '"Konto:";"DE12";\n\n"Bis:";"31.01.2026";\n\n"Tag";"Wert";"Text";"Betrag";\n"02.01.2026";"02.01.2026";"Miete";"-800,00";\n',
      "Konto: | DE12\n--\nBis: | 31.01.2026\n--\nTag: 02.01.2026\nWert: 02.01.2026\nText: Miete\nBetrag: -800,00",
    ],
    [
      "two tables, one below the other",
      "Product,Price\nPen,2\nLamp,30\n\nTowns\nCity,People,Area\nBonn,330000,141\n",
      "Product: Pen\nPrice: 2\n--\nProduct: Lamp\nPrice: 30\n--\nTowns\n--\nCity: Bonn\nPeople: 330000\nArea: 141",
    ],
    [
      "empty rows between the groups of one table",
      "Name,Age\nAnna,5\n\nBen,7\nCem,9\n",
      "Name: Anna\nAge: 5\n--\nName: Ben\nAge: 7\n--\nName: Cem\nAge: 9",
    ],
    [
      "a list of addresses with a comma in each",
      "Address\n5 High St, Bonn\n3 Low St, Ulm\n1 Mid St, Köln\n",
      "Address: 5 High St, Bonn\n--\nAddress: 3 Low St, Ulm\n--\nAddress: 1 Mid St, Köln",
    ],
    [
      "three tables with titles",
      "People\nName,Age\nAnna,5\n\nTowns\nTown,Size\nBonn,9\n",
      "People\n--\nName: Anna\nAge: 5\n--\nTowns\n--\nTown: Bonn\nSize: 9",
    ],
    ["a name over two lines", 'Name,"Sales\n2026"\nA,5\nB,6\n', "Name: A\nSales 2026: 5\n--\nName: B\nSales 2026: 6"],
  ])("%s", async (_name, file, text) => {
    expect(await read("csv", file)).toBe(text);
  });
});

describe("JSON", () => {
  test.each([
    [
      "numbers that do not exist",
      '{"a": NaN, "b": -Infinity, "c": "NaN in a text"}',
      "a: NaN\nb: -Infinity\nc: NaN in a text",
    ],
    ["a key that comes twice", '{"name": "Anna", "name": "Berta"}', "name: Anna\nname (2): Berta"],
    ["values one after another", '{\n "a": 1\n}\n{\n "a": "} {"\n}\n', "a: 1\n--\na: } {"],
  ])("%s", async (_name, file, text) => {
    expect(await read("json", file)).toBe(text);
  });

  test("a list over several lines whose file says that each line is a value", async () => {
    expect(await read("jsonl", '[\n {"a": 1},\n {"a": 2}\n]\n')).toBe("a: 1\n--\na: 2");
  });

  test("lines with a key that comes twice", async () => {
    expect(await read("jsonl", '{"a":"x","a":"y"}\n{"a":"z"}\n')).toBe("a: x\na (2): y\n--\na: z");
  });
});

describe("HTML", () => {
  test.each([
    [
      "raised and lowered digits",
      "<p>10<sup>6</sup> m<sup>2</sup>, H<sub>2</sub>O, 101<sub>2</sub></p>",
      "10^6 m2, H2O, 101_2",
    ],
    [
      "formulas",
      "<p>so <math><mfrac><mn>1</mn><mn>2</mn></mfrac><mo>+</mo><msup><mi>x</mi><mn>2</mn></msup><mo>=</mo><msqrt><mi>a</mi><mo>+</mo><mi>b</mi></msqrt></math></p>",
      "so 1/2+x^2=√(a+b)",
    ],
    [
      "XHTML whose title is empty",
      '<?xml version="1.0"?><html><head><title/><script src="a.js"/></head><body><a id="x"/><p>Hello</p></body></html>',
      "Hello",
    ],
  ])("%s", async (_name, file, text) => {
    expect((await read("html", file)).trim()).toBe(text);
  });
});

test("Markdown: code in a list has no headings, and the headings behind it are some", async () => {
  expect(await read("md", "# A\n\n- ```bash\n  # comment\n  ```\n\n# B\n\ntext")).toMatch(
    /# comment[\s\S]*\n--\n# B\n/,
  );
});

describe("mail", () => {
  const mail = (...parts: string[]) =>
    `From: a@example.com\nBcc: b@example.com\nSubject: Lamp\nContent-Type: multipart/mixed; boundary=B\n\n${parts.map((part) => `--B\n${part}\n`).join("")}--B--\n`.replaceAll(
      "\n",
      "\r\n",
    );

  test("attached texts without a name, or with an ending that is not known, and who got it unseen", async () => {
    const text = await read(
      "eml",
      mail(
        "Content-Type: text/plain\n\nbody",
        "Content-Type: text/plain\nContent-Disposition: attachment\n\nattached words",
        "Content-Type: text/calendar; name=invite.ics\nContent-Disposition: attachment; filename=invite.ics\n\nLOCATION:Room 5",
      ),
    );
    for (const word of ["Bcc: b@example.com", "body", "attached words", "# invite.ics", "Location: Room 5"]) {
      expect(text).toContain(word);
    }
  });

  test("files by their type where their name has no ending", async () => {
    const letter = (type: string) =>
      `Content-Type: ${type}; name=letter\nContent-Disposition: attachment; filename=letter\n\n{\\rtf1 rich {\\b words}}`;
    for (const type of ["application/rtf", "TEXT/RTF"]) {
      expect(await read("eml", mail("Content-Type: text/plain\n\nbody", letter(type)))).toMatch(
        /# letter\nrich words$/,
      );
    }
  });

  test("why a message was not delivered, and an old encoding that is not named", async () => {
    const status = "Content-Type: message/delivery-status\n\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 No such user";
    expect(await read("eml", mail("Content-Type: text/plain\n\nSorry", status))).toContain("550 No such user");
    const old = Buffer.from("From: a@example.com\r\nSubject: S\r\n\r\nGrüße\r\n", "latin1");
    expect(await read("eml", old)).toContain("Grüße");
  });

  test("the plain text where the page beside it is empty", async () => {
    const parts = "--C\nContent-Type: text/plain\n\nplain words\n--C\nContent-Type: text/html\n\n<html></html>\n--C--";
    expect(await read("eml", mail(`Content-Type: multipart/alternative; boundary=C\n\n${parts}`))).toContain(
      "plain words",
    );
  });
});

test("PDF: a raised digit does not run into the number before it", async () => {
  const page = "BT /F1 12 Tf 72 700 Td (10) Tj /F1 7 Tf 5 Ts (6) Tj 0 Ts /F1 12 Tf ( metres) Tj ET";
  expect(await read("pdf", makePdf([deflateSync(page)]))).toBe("10^6 metres");
});

test("Word: how a word is read stands behind it, as on a web page", async () => {
  const part = (name: string, text: string) => `<w:${name}><w:r><w:t>${text}</w:t></w:r></w:${name}>`;
  const ruby = `<w:ruby><w:rubyPr/>${part("rt", "とうきょう")}${part("rubyBase", "東京")}</w:ruby>`;
  const body = `<w:p><w:r><w:t>In </w:t></w:r><w:r>${ruby}</w:r><w:r><w:t>.</w:t></w:r></w:p>`;
  expect(await read("docx", makeZip([{ name: "word/document.xml", data: Buffer.from(documentXml(body)) }]))).toContain(
    "東京 (とうきょう)",
  );
});
