import { describe, expect, test } from "vitest";
import { documentXml, makeZip } from "../../../tests/collections/make-files.ts";
import { readWord } from "./word.ts";

const bytes = (text: string) => Buffer.from(text);
const run = (text: string) => `<w:r><w:t xml:space="preserve">${text}</w:t></w:r>`;
const p = (text: string, properties = "") => `<w:p><w:pPr>${properties}</w:pPr>${run(text)}</w:p>`;
const h = (rank: number, text: string) => p(text, `<w:pStyle w:val="Heading${rank}"/>`);
const item = (text: string, id: number, level = 0) =>
  p(text, `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${id}"/></w:numPr>`);
const cell = (content: string, properties = "") => `<w:tc><w:tcPr>${properties}</w:tcPr>${content}</w:tc>`;
const row = (cells: string[], properties = "") => `<w:tr><w:trPr>${properties}</w:trPr>${cells.join("")}</w:tr>`;
const table = (rows: string[]) => `<w:tbl>${rows.join("")}</w:tbl>`;
const texts = (...cells: string[]) => cells.map((text) => cell(p(text)));

/** A document with this body and these further parts, by the type and name of each. */
function read(body: string, parts: Record<string, string> = {}) {
  const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="${office}/${type}" Target="${target}"/>`;
  const relations = (all: string) => bytes(`<?xml version="1.0"?><Relationships>${all}</Relationships>`);
  const names = Object.keys(parts);
  return readWord(
    makeZip([
      { name: "_rels/.rels", data: relations(relation("r", "officeDocument", "word/document.xml")) },
      { name: "word/document.xml", data: bytes(documentXml(body)) },
      {
        name: "word/_rels/document.xml.rels",
        data: relations(names.map((name) => relation(name, name.replace(/\d+$/, ""), `${name}.xml`)).join("")),
      },
      ...names.map((name) => ({ name: `word/${name}.xml`, data: bytes(parts[name] ?? "") })),
    ]),
  ).filter(({ title, text }) => title !== undefined || text !== "");
}

const textOf = (body: string, parts?: Record<string, string>) =>
  read(body, parts)
    .map(({ text }) => text)
    .join("\n--\n");

describe("tables", () => {
  test("a row is a line, and an empty cell keeps its column", () => {
    const body =
      h(1, "Prices") +
      table([row(texts("Region", "Product", "Units")), row(texts("EU", "Cable", "12")), row(texts("US", "", "7"))]) +
      p("After");
    expect(read(body)).toEqual([
      {
        title: "Prices",
        text: "Region | Product | Units\nEU | Cable | 12\nUS |  | 7\n\nAfter",
        metadata: { heading: "Prices" },
      },
    ]);
  });

  test("a header that is repeated on each page names the cells below it", () => {
    const body = table([row(texts("Region", "Units"), "<w:tblHeader/>"), row(texts("EU", "12")), row(texts("US", ""))]);
    expect(textOf(body)).toBe("Region | Units\nRegion: EU | Units: 12\nRegion: US | Units:");
  });

  test("merged cells", () => {
    const body = table([
      row([cell(p("EU"), '<w:vMerge w:val="restart"/>'), cell(p("Cable")), cell(p("12"))]),
      row([cell(p(""), "<w:vMerge/>"), cell(p("Plug")), cell(p("3"))]),
      row([cell(p("Total"), '<w:gridSpan w:val="2"/>'), cell(p("15"))]),
    ]);
    expect(textOf(body)).toBe("EU | Cable | 12\nEU | Plug | 3\nTotal |  | 15");
  });

  test("several paragraphs in a cell, a table in a cell, a frame of one cell", () => {
    expect(textOf(table([row([cell(p("EU") + p("and UK")), cell(p("12"))])]))).toBe("EU and UK | 12");
    const nested = table([row([cell(p("Outer")), cell(table([row(texts("in", "ner"))]) + p(""))])]);
    expect(textOf(nested)).toBe("Outer\n\nin | ner");
    expect(textOf(table([row([cell(h(1, "Framed") + p("text"))])]))).toBe("text");
  });

  test("rows in content controls, and one that was deleted", () => {
    const control = `<w:sdt><w:sdtContent>${row(texts("a", "b"))}</w:sdtContent></w:sdt>`;
    expect(textOf(table([control, row(texts("c", "d"), "<w:del/>"), row(texts("e", "f"))]))).toBe("a | b\ne | f");
  });
});

describe("headings and lists", () => {
  test("without text below, with characters that mean something in Markdown", () => {
    expect(read(h(1, "# 5 apples") + p("# no heading") + p("* no list") + h(2, "Empty"))).toEqual([
      { title: "# 5 apples", text: "# no heading\n\n* no list", metadata: { heading: "# 5 apples" } },
      { title: "Empty", text: "", metadata: { heading: "# 5 apples › Empty" } },
    ]);
  });

  test("styles in other languages, based on others, and by outline level; a whole paragraph is no heading", () => {
    const style = (id: string, inner: string) => `<w:style w:styleId="${id}">${inner}</w:style>`;
    const styles = `<w:styles>${style("berschrift1", '<w:name w:val="heading 1"/>')}${style("Mine", '<w:basedOn w:val="berschrift1"/>')}</w:styles>`;
    const body = [
      p("One", '<w:pStyle w:val="berschrift1"/>'),
      p("Two", '<w:pStyle w:val="Mine"/>'),
      p("Three", '<w:outlineLvl w:val="1"/>'),
      p("x".repeat(300), '<w:pStyle w:val="Mine"/>'),
    ];
    const read1 = read(body.join(""), { styles });
    expect(read1.map(({ metadata }) => metadata.heading)).toEqual(["One", "Two", "Two › Three"]);
    expect(read1[2]?.text).toBe("x".repeat(300));
  });

  test("the numbers that Word counts", () => {
    const level = (at: number, format: string, text: string) =>
      `<w:lvl w:ilvl="${at}"><w:start w:val="1"/><w:numFmt w:val="${format}"/><w:lvlText w:val="${text}"/></w:lvl>`;
    const numbering = `<w:numbering>
      <w:abstractNum w:abstractNumId="0">${level(0, "decimal", "%1.")}${level(1, "lowerLetter", "%1.%2)")}</w:abstractNum>
      <w:abstractNum w:abstractNumId="1">${level(0, "bullet", "")}${level(1, "upperRoman", "%2.")}</w:abstractNum>
      <w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>
      <w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>
      <w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="7"/></w:lvlOverride></w:num>
    </w:numbering>`;
    const items = [
      item("a", 1),
      item("b", 1, 1),
      item("c", 1, 1),
      item("d", 1),
      item("e", 1, 1),
      item("f", 2),
      item("g", 2, 1),
      item("h", 3),
    ];
    expect(textOf(items.join(""), { numbering })).toBe("1. a\n  1.a) b\n  1.b) c\n2. d\n  2.a) e\n* f\n  I. g\n7. h");
    const numbered = p("Fees", '<w:pStyle w:val="Heading1"/><w:numPr><w:numId w:val="1"/></w:numPr>');
    expect(read(numbered + p("None."), { numbering })[0]?.title).toBe("1. Fees");
  });
});

describe("what stands beside the text", () => {
  test("footnotes and comments, after their paragraph", () => {
    const footnotes = `<w:footnotes><w:footnote w:id="2">${p("See the annex.")}</w:footnote></w:footnotes>`;
    const comments = `<w:comments><w:comment w:id="0" w:author="Anna">${p("Really?")}</w:comment></w:comments>`;
    const body = `<w:p>${run("The price")}<w:r><w:footnoteReference w:id="2"/></w:r>${run(" is 5.")}<w:r><w:commentReference w:id="0"/></w:r></w:p>${p("Next.")}`;
    expect(textOf(body, { footnotes, comments })).toBe(
      "The price [1] is 5.\n\n[1] See the annex.\n\nComment by Anna: Really?\n\nNext.",
    );
  });

  test("headers first and footers last, each once and only with words", () => {
    const section =
      '<w:sectPr><w:headerReference r:id="header1"/><w:footerReference r:id="footer1"/><w:footerReference r:id="footer2"/></w:sectPr>';
    const parts = {
      header1: `<w:hdr>${p("Acme Ltd")}</w:hdr>`,
      footer1: `<w:ftr>${p("Page 1")}</w:ftr>`,
      footer2: `<w:ftr>${p("7")}</w:ftr>`,
    };
    expect(textOf(p("Text") + section + section, parts)).toBe("Acme Ltd\n--\nText\n--\nPage 1");
  });

  test("text boxes, once, whichever form they have", () => {
    const box = `<w:txbxContent>${p("In the box")}</w:txbxContent>`;
    const both = `<w:p>${run("Before")}<w:r><mc:AlternateContent><mc:Choice><w:drawing>${box}</w:drawing></mc:Choice><mc:Fallback><w:pict>${box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`;
    expect(textOf(both)).toBe("Before\n\nIn the box");
    const old = `<w:p><w:r><mc:AlternateContent><mc:Choice><w:drawing/></mc:Choice><mc:Fallback><w:pict>${box}</w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>`;
    expect(textOf(old)).toBe("In the box");
  });

  test("charts and diagrams", () => {
    const chart = `<c:chartSpace><c:title><a:p><a:r><a:t>Sales</a:t></a:r></a:p></c:title><c:ser><c:tx><c:v>EU</c:v></c:tx><c:cat><c:pt><c:v>2025</c:v></c:pt><c:pt><c:v>2026</c:v></c:pt></c:cat><c:val><c:pt><c:v>10</c:v></c:pt><c:pt><c:v>12</c:v></c:pt></c:val></c:ser></c:chartSpace>`;
    const drawing = '<w:p><w:r><w:drawing><a:graphic><c:chart r:id="chart1"/></a:graphic></w:drawing></w:r></w:p>';
    expect(textOf(drawing, { chart1: chart })).toBe("Sales\nEU\n2025 | 10\n2026 | 12");
  });
});

describe("runs", () => {
  const line = (...runs: string[]) => textOf(`<w:p>${runs.join("")}</w:p>`);

  test("breaks, tabs, hyphens, signs, formulas, links and pictures", () => {
    expect(line("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:tab/><w:t>c</w:t></w:r>")).toBe("a\nb\tc");
    expect(line("<w:r><w:t>E</w:t><w:noBreakHyphen/><w:t>47</w:t><w:softHyphen/><w:t>11</w:t></w:r>")).toBe("E-4711");
    expect(line('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>')).toBe("🗹");
    expect(line("<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath>")).toBe("E=mc");
    expect(
      line(`<w:hyperlink r:id="x">${run("here")}</w:hyperlink>`, `<w:fldSimple>${run(" now")}</w:fldSimple>`),
    ).toBe("here now");
    expect(line('<w:r><w:drawing><wp:docPr descr="A red lamp"/></w:drawing></w:r>').trim()).toBe("A red lamp");
  });

  test("what is hidden, deleted or the code of a field is not text", () => {
    expect(
      line(
        "<w:r><w:rPr><w:vanish/></w:rPr><w:t>no</w:t></w:r>",
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>yes</w:t></w:r>',
      ),
    ).toBe("yes");
    expect(line(`<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>${run("new")}</w:ins>`)).toBe("new");
    expect(line("<w:r><w:instrText>PAGE</w:instrText></w:r>", run("3"))).toBe("3");
  });
});

describe("files inside of the document", () => {
  /** A document whose body shows these files, with a paragraph before and after. */
  function containing(files: Record<string, string | Uint8Array>, paragraphs = true): Uint8Array {
    const names = Object.keys(files);
    const chunks = names.map((name) => `<w:altChunk r:id="${name}"/>`).join("");
    const relations = names.map(
      (name) => `<Relationship Id="${name}" Type="http://x/aFChunk" Target="/word/${name}"/>`,
    );
    return makeZip([
      { name: "word/document.xml", data: bytes(documentXml(paragraphs ? p("Before") + chunks + p("After") : chunks)) },
      { name: "word/_rels/document.xml.rels", data: bytes(`<Relationships>${relations.join("")}</Relationships>`) },
      ...names.map((name) => ({ name: `word/${name}`, data: Buffer.from(files[name] ?? "") })),
    ]);
  }
  const said = (data: Uint8Array) =>
    readWord(data).map(({ title = "", text }) => [title, text].filter(Boolean).join("\n"));

  test("a page, a document and a text stand where they are shown, with their headings", () => {
    const inner = containing({ "c.txt": "Innermost" });
    const files = { "a.html": "<h1>Prices</h1><p>Five</p>", "b.docx": inner, "c.txt": "Plain" };
    expect(said(containing(files))).toEqual([
      "Before",
      "Prices\nFive\n\nBefore\n\nInnermost\n\nAfter\n\nPlain\n\nAfter",
    ]);
  });

  test("a web archive, in quoted-printable or Base64, in the encoding it names", () => {
    const archive = (encoding: string, body: string, charset: string) =>
      [
        "MIME-Version: 1.0",
        'Content-Type: multipart/related; type="text/html";\r\n boundary="--=_b"',
        "",
        "----=_b",
        "Content-Type: image/png",
        "Content-Transfer-Encoding: base64",
        "",
        "iVBORw0KGgo=",
        "----=_b",
        `Content-Type: text/html; charset="${charset}"`,
        `Content-Transfer-Encoding: ${encoding}`,
        "",
        body,
        "----=_b--",
      ].join("\r\n");
    const page = '<meta charset="windows-1251"><p>Grüße aus Köln</p>';
    const printable = Buffer.from(page, "latin1")
      .toString("latin1")
      .replace(/[=\x80-\xff]/g, (sign) => `=${sign.charCodeAt(0).toString(16).toUpperCase()}`)
      .replace("K=F6ln", "K=\r\n=F6ln");
    expect(said(containing({ "a.mht": archive("quoted-printable", printable, "iso-8859-1") }, false))).toEqual([
      "Grüße aus Köln",
    ]);
    expect(
      said(containing({ "a.mht": archive("base64", Buffer.from(page).toString("base64"), "utf-8") }, false)),
    ).toEqual(["Grüße aus Köln"]);
  });

  test("what cannot be read is said, and does not go missing", () => {
    expect(said(containing({ "a.rtf": "{\\rtf1 rich}" }, false))).toEqual(["rich"]);
    expect(() => readWord(containing({ "a.bin": "text" }))).toThrow(/file inside \(\.bin\) that cannot be read/);
    let deep = containing({ "a.txt": "deep" });
    for (let level = 0; level < 4; level += 1) deep = containing({ "a.docx": deep });
    expect(() => readWord(deep)).toThrow(/too deep/);
  });
});

describe("what is shown and is no plain text", () => {
  test("formulas, and raised and lowered digits", () => {
    const raised = (text: string, align = "superscript") =>
      `<w:r><w:rPr><w:vertAlign w:val="${align}"/></w:rPr><w:t>${text}</w:t></w:r>`;
    const half =
      "<m:oMath><m:f><m:num><m:r><m:t>1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f></m:oMath>";
    expect(textOf(`<w:p>${run("10")}${raised("-6")}${run(" m")}${raised("2")}${run(" is ")}${half}</w:p>`)).toBe(
      "10^-6 m2 is 1/2",
    );
    expect(textOf(`<w:p>${run("H")}${raised("2", "subscript")}${run("O 101")}${raised("2", "subscript")}</w:p>`)).toBe(
      "H2O 101_2",
    );
  });

  test("fields that show what their instruction draws, and those that have a result", () => {
    const mark = (type: string) => `<w:r><w:fldChar w:fldCharType="${type}"/></w:r>`;
    const field = (instruction: string, result = "") =>
      `${mark("begin")}<w:r><w:instrText>${instruction}</w:instrText></w:r>${mark("separate")}${result}${mark("end")}`;
    const sign = field(' SYMBOL 252 \\f "Wingdings" ');
    const half = `${mark("begin")}<w:r><w:instrText> EQ \\f(1;</w:instrText></w:r><w:r><w:instrText>2)</w:instrText></w:r>${mark("end")}`;
    expect(textOf(`<w:p>${run("a ")}${sign}${run(" ")}${half}${run(" ")}${field(" PAGE ", run("7"))}</w:p>`)).toBe(
      "a ✓ 1/2 7",
    );
    expect(textOf(`<w:p><w:fldSimple w:instr=" EQ \\r(x) "/>${field(" EQ \\r(y) ", run("shown"))}</w:p>`)).toBe(
      "√xshown",
    );
  });

  test("boxes and lists of old forms, and a watermark", () => {
    const field = (data: string) =>
      `<w:r><w:fldChar w:fldCharType="begin"><w:ffData>${data}</w:ffData></w:fldChar></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>`;
    const box = (more: string) => field(`<w:checkBox>${more}</w:checkBox>`);
    const list = field(
      '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Small"/><w:listEntry w:val="Large"/></w:ddList>',
    );
    expect(
      textOf(`<w:p>${run("Paid ")}${box("<w:checked/>")}${run(" sent ")}${box('<w:default w:val="0"/>')}</w:p>`),
    ).toBe("Paid ☒ sent ☐");
    expect(textOf(`<w:p>${run("Size: ")}${list}</w:p>`)).toBe("Size: Large");
    const mark = '<w:r><w:pict><v:shape><v:textpath string="DRAFT of May"/></v:shape></w:pict></w:r>';
    expect(textOf(`<w:p>${mark}</w:p>`).trim()).toBe("DRAFT of May");
  });
});
