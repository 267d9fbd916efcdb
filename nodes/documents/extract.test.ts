import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { fileEndings } from "../../lib/documents/file-endings.ts";
import { makeWorkbook } from "../../tests/collections/make-workbook.ts";
import { extractDocuments, type Granularity } from "./extract.ts";

const { signal } = new AbortController();
const bytes = (text: string) => new TextEncoder().encode(text);

async function read(name: string, data: Uint8Array | string, granularity: Granularity = "part") {
  const documents = await extractDocuments(
    { name, data: typeof data === "string" ? bytes(data) : data },
    granularity,
    signal,
  );
  return documents.map(({ text, metadata: { source, ...metadata } }) => {
    expect(source).toBe(name);
    return { text, ...metadata };
  });
}

const fixture = (name: string) => readFile(new URL(`../../tests/fixtures/documents/${name}`, import.meta.url));

describe("reading files", () => {
  test("plain text, with a byte order mark, Windows lines and control characters", async () => {
    expect(await read("a.txt", "\ufeffOne\r\n\r\n\r\n\r\nTwo\u0001 ")).toEqual([{ text: "One\n\nTwo" }]);
  });

  test("text in UTF-16 and in an old Western encoding", async () => {
    expect(await read("a.txt", new Uint8Array([0xff, 0xfe, 0x48, 0, 0xe9, 0]))).toEqual([{ text: "Hé" }]);
    expect(await read("a.txt", new Uint8Array([0x63, 0x61, 0x66, 0xe9]))).toEqual([{ text: "café" }]);
  });

  test("a file of each name ending that is offered", async () => {
    const written: Partial<Record<string, string>> = {
      eml: "Subject: Lamp\r\n\r\nRed",
      rtf: "{\\rtf1 Lamp}",
      json: '{"Lamp": "Red"}',
      jsonl: '"Lamp"\n"Red"',
      ndjson: '"Lamp"\n"Red"',
    };
    for (const ending of fileEndings.filter((one) => !/^(pdf|doc[xm]|ppt[xm]|ppsx|xls[xm]|od[tsp]|epub)$/.test(one))) {
      const text = written[ending] ?? "Lamp\tRed";
      expect((await read(`a.${ending}`, text, "whole")).length, ending).toBe(1);
    }
    expect(await read("a.tsv", "title\tcolour\nLamp\tRed")).toEqual([{ text: "title: Lamp\ncolour: Red", row: 1 }]);
  });

  test("a workbook, a document a row with its column names", async () => {
    const workbook = makeWorkbook([
      {
        name: "Lamps",
        rows: [
          ["title", "colour"],
          ["Lamp", "Red"],
        ],
      },
    ]);
    expect(await read("a.xlsx", workbook)).toEqual([
      { text: "Lamps", heading: "Lamps" },
      { text: "title: Lamp\ncolour: Red", heading: "Lamps", row: 2 },
    ]);
  });

  test("Markdown, by headings", async () => {
    const markdown = "Intro.\n\n# Sharing\nShare it.\n\n## Revoke\nAt once.\n\n```\n# no heading\n```\n# Runs #\nKept.";
    expect(await read("a.md", markdown)).toEqual([
      { text: "Intro." },
      { text: "Share it.", heading: "Sharing" },
      { text: "At once.\n\n```\n# no heading\n```", heading: "Sharing › Revoke" },
      { text: "Kept.", heading: "Runs" },
    ]);
    expect(await read("a.md", "# Sharing\nShare it.\n\n## Revoke\nAt once.", "whole")).toEqual([
      { text: "Sharing\n\nShare it.\n\nRevoke\n\nAt once." },
    ]);
  });

  test("HTML, without what is not text", async () => {
    const html = `<html><head><style>p{}</style><script>alert(1)</script></head><body><nav>Menu</nav><h1>Lamps</h1>
      <p>In <b>aisle</b> four, see <a href="/map">map</a>.</p><img src="x.png" alt="x"><h2>Red</h2><ul><li>one</li></ul></body></html>`;
    expect(await read("a.html", html)).toEqual([
      { text: "In aisle four, see map.", heading: "Lamps" },
      { text: "* one", heading: "Lamps › Red" },
    ]);
  });

  test("CSV, a document a row with its column names", async () => {
    const csv = '\ufefftitle,price,__proto__\nLamp,"9,99",x\n\nPen,,\n"Big\nbox",3';
    expect(await read("a.csv", csv)).toEqual([
      { text: "title: Lamp\nprice: 9,99\n__proto__: x", row: 1 },
      { text: "title: Pen", row: 2 },
      { text: "title: Big\nbox\nprice: 3", row: 3 },
    ]);
  });

  test("PDF, by pages", async () => {
    expect(await read("library.pdf", await fixture("library.pdf"))).toEqual([
      { text: expect.stringMatching(/opens at nine\.\s+On Sundays it is closed\./), page: 1 },
      { text: "Books may be kept for three weeks.", page: 2 },
    ]);
  });

  test("Word, by headings", async () => {
    expect(await read("library.docx", await fixture("library.docx"))).toEqual([
      { text: "The library opens at nine.", heading: "Opening hours" },
      { text: "Books may be kept for three weeks.", heading: "Loans" },
    ]);
  });
});

describe("files that cannot be read say why", () => {
  test.each([
    ["an unknown kind", "a.exe", "MZ", "bad_input", /\.exe files are not supported\. Supported types: txt/],
    ["no ending", "README", "x", "bad_input", /no ending/],
    [
      "an old Word file",
      "a.DOC",
      "x",
      "bad_input",
      /\.doc files are not supported\. Save it as Word \(\.docx\) or PDF/,
    ],
    ["a sheet", "a.xlsx", "x", "bad_input", /it is not an Excel workbook \(\.xlsx\)\. Open it in its own program/],
    ["an empty one", "a.txt", "", "bad_input", /is empty/],
    ["only spaces", "a.txt", " \n ", "bad_input", /no text in it/],
    ["a binary one in disguise", "a.txt", "PK\u0003\u0004\0\0", "bad_input", /not a text file/],
    ["a broken PDF", "a.pdf", "%PDF-1.7 nonsense", "bad_input", /cannot be read: [^.]*\. Open.*save it again/],
    ["a broken Word file", "a.docx", "PK\u0003\u0004 nonsense", "bad_input", /cannot be read/],
    ["a broken CSV", "a.csv", 'a,b\n"open', "bad_input", /cannot be read/],
  ])("%s", async (_case, name, data, code, userMessage) => {
    await expect(read(name, data)).rejects.toMatchObject({ code, userMessage });
  });

  test("one that is too large", async () => {
    const large = read("a.txt", new Uint8Array(21 * 1024 * 1024));
    await expect(large).rejects.toMatchObject({ code: "too_large", userMessage: /22 MB.*20 MB/ });
  });

  test("deeply nested HTML does no harm", async () => {
    expect(await read("a.html", `${"<div>".repeat(20_000)}deep${"</div>".repeat(20_000)}<p>end</p>`)).toEqual([
      { text: expect.stringContaining("end") },
    ]);
  });

  test("reading can be stopped", async () => {
    const file = { name: "a.txt", data: bytes("text") };
    await expect(extractDocuments(file, "part", AbortSignal.abort())).rejects.toThrow();
  });
});
