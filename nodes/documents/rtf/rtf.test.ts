import { describe, expect, test } from "vitest";
import { readRtf } from "./rtf.ts";

const fonts =
  "{\\fonttbl{\\f0\\froman\\fcharset0 Times;}{\\f1\\fcharset204 Arial CYR;}{\\f2\\fcharset128 MS Gothic;}{\\f3\\fcharset2 Symbol;}{\\f4\\fcharset2 Wingdings;}}";
const read = (body: string, head = fonts) =>
  readRtf(Buffer.from(`{\\rtf1\\ansi\\ansicpg1252\\deff0${head}\n${body}}`, "latin1")).filter(
    ({ title, text }) => title !== undefined || text !== "",
  );
const said = (body: string, head?: string) =>
  read(body, head)
    .map(({ text }) => text)
    .join("\n--\n");

describe("characters", () => {
  test.each([
    ["bytes of the document's code page", "Gr\\'fc\\'dfe", "Grüße"],
    ["bytes as they are", "Gr\xfc\xdfe", "Grüße"],
    ["bytes of the font's code page", "{\\f1 \\'cf\\'f0\\'e8}, \\'e9", "При, é"],
    ["a character of two bytes, the second as a letter", "{\\f2 \\'93\\'fa\\'96{\\i\\'7b}\\'83A}", "日\ufffd{ア"],
    ["Unicode, and what stands for it", "caf\\u233? 5\\u8239'3f\\u8364\\'80!", "café 5\u202f3f€!"],
    ["as many characters as it says", "\\uc2\\u26085\\'93\\'fa{\\uc0\\u26412 }x\\u12450  y", "日本xア"],
    ["none where a group ends first", "{\\u233}?", "é?"],
    ["a word in place of a character", "a\\u8212\\emdash b\\u8211-c", "a—b–c"],
    ["beyond 16 bits", "\\u-10179?\\u-8704?", "😀"],
    ["signs of fonts", "{\\f3 \\'61 a \\'b7} {\\f4\\'fe} {\\f4\\u-3842 ?}", "α α • 🗹 🗹"],
    ["words for signs", "\\ldblquote a\\rdblquote\\~b\\-c\\_d\\tab e\\line f\\{\\}\\\\", "“a”\u00a0bc-d\te\nf{}\\"],
    ["a choice between two texts", "{\\upr{old}{\\*\\ud{n\\u233?w}}}", "néw"],
    ["an end of line that is written with a backslash", "a\\\nb\\\r\nc", "a\n\nb\n\nc"],
    ["bytes of a picture", "a{\\pict\\wmetafile8\\bin5 }}}}}}b{\\pict 0102ab}c", "abc"],
  ])("%s", (_name, body, text) => {
    expect(said(body).trim()).toBe(text);
  });

  test.each([
    ["\\ansi\\ansicpg1251", "\\'cf", "П"],
    ["\\mac", "\\'8a", "ä"],
    ["\\pc", "\\'84", "ä"],
    ["\\ansi\\ansicpg65001", "\\'c3\\'a4", "ä"],
    ["\\ansi\\ansicpg0", "\\'e4", "ä"],
    ["\\ansi\\ansicpg99999", "\\'e4", "ä"],
  ])("code pages of documents: %s", (head, body, text) => {
    expect(readRtf(Buffer.from(`{\\rtf1${head} ${body}}`)).map((one) => one.text)).toEqual([text]);
  });
});

describe("what is not seen", () => {
  test.each([
    ["hidden text", "a{\\v hidden}b\\v hidden\\v0 c{\\v x\\plain y}", "abcy"],
    ["text that was deleted or moved away", "a{\\deleted old}{\\revised new}{\\mvf away}", "anew"],
    ["entries of an index or a table of contents", "a{\\xe entry}{\\tc entry}b", "ab"],
    ["groups that are not known and marked", "a{\\*\\unknown x{y}}b{\\unknown c}", "abc"],
    ["what describes the file", "{\\info{\\title T}{\\author A}}{\\*\\generator G;}a{\\*\\themedata 504b}", "a"],
    [
      "how a field comes to its result",
      'see {\\field{\\*\\fldinst {HYPERLINK "https://example.com"}}{\\fldrslt {\\ul the page}}}.',
      "see the page.",
    ],
    ["a second form of a picture or shape", "a{\\*\\shppict{\\pict 00}}{\\nonshppict{\\pict 00}}b", "ab"],
  ])("%s", (_name, body, text) => {
    expect(said(body)).toBe(text);
  });
});

describe("headings", () => {
  const styles =
    "{\\stylesheet{\\s0 Normal;}{\\s1\\sbasedon0 heading 1;}{\\s2\\outlinelevel1 Mine;}{\\s3\\sbasedon2 Of mine;}{\\*\\cs1 Strong;}}";
  test("by the name of the style, its level, the style that it is based on, and the paragraph's own level", () => {
    const body =
      "\\pard\\s1 One\\par\\pard\\s0 a\\par\\pard\\s2 Two\\par\\pard b\\par\\pard\\s3 Three\\par\\pard\\plain c\\par{\\pard\\outlinelevel0 Four\\par}\\pard\\s1\\outlinelevel9 d\\par";
    expect(read(body, fonts + styles)).toEqual([
      { title: "One", text: "a", metadata: { heading: "One" } },
      { title: "Two", text: "b", metadata: { heading: "One › Two" } },
      { title: "Three", text: "c", metadata: { heading: "One › Three" } },
      { title: "Four", text: "d", metadata: { heading: "Four" } },
    ]);
  });

  test("with their numbers", () => {
    expect(read("\\pard\\outlinelevel0{\\listtext 2.1\\tab}Sharing\\par\\pard a", fonts)).toEqual([
      { title: "2.1 Sharing", text: "a", metadata: { heading: "2.1 Sharing" } },
    ]);
  });
});

describe("lists", () => {
  test("as the program wrote their signs", () => {
    const item = (sign: string, text: string, level = 0) =>
      `{\\listtext\\pard\\plain${sign}\\tab}\\pard\\ls1\\ilvl${level} ${text}\\par`;
    expect(
      said(`Before\\par${item("\\f3\\'b7", "one")}${item(" a)", "two", 1)}${item("\\u8226 ?", "three")}\\pard After`),
    ).toBe("Before\n\n* one\n  a) two\n* three\n\nAfter");
    expect(said("{\\pntext\\f3\\'b7\\tab}{\\*\\pn\\pnlvlblt{\\pntxtb\\'b7}}one\\par{\\pntext 2.\\tab}two\\par")).toBe(
      "* one\n2. two",
    );
  });

  test("counted by the table of lists where the program wrote none", () => {
    const level = (format: number, text: string, start = 1) =>
      `{\\listlevel\\levelnfc${format}\\levelstartat${start}{\\leveltext${text};}{\\levelnumbers;}}`;
    const tables = `{\\*\\listtable{\\list${level(0, "\\'02\\'00.", 3)}${level(4, "\\'04\\'00.\\'01)")}\\listid7}{\\list${level(23, "\\'01\\u-3913 ?")}\\listid8}}{\\*\\listoverridetable{\\listoverride\\listid7\\ls1}{\\listoverride\\listid8\\ls2}}`;
    const item = (list: number, level: number, text: string) => `\\pard\\ls${list}\\ilvl${level} ${text}\\par`;
    expect(
      said(item(1, 0, "a") + item(1, 1, "b") + item(1, 1, "c") + item(1, 0, "d") + item(2, 0, "e"), fonts + tables),
    ).toBe("3. a\n  3.a) b\n  3.b) c\n4. d\n* e");
  });
});

describe("tables", () => {
  const row = (edges: string, cells: string[]) =>
    `\\trowd${edges}\\pard\\intbl ${cells.map((cell) => `${cell}\\cell `).join("")}\\row`;
  test("a row is a line, and an empty cell keeps its column", () => {
    const edges = "\\cellx1000\\cellx2000\\cellx3000";
    const body = `Before\\par${row(edges, ["Region", "Product", "Units"])}${row(edges, ["US", "", "7\\par 8"])}\\pard After`;
    expect(said(body)).toBe("Before\n\nRegion | Product | Units\nUS |  | 7 8\n\nAfter");
  });

  test("a header that is repeated, merged cells, and cells over several columns", () => {
    const body =
      row("\\trhdr\\cellx1000\\cellx2000\\cellx3000", ["Region", "Product", "Units"]) +
      row("\\clvmgf\\cellx1000\\cellx2000\\cellx3010", ["EU", "Cable", "12"]) +
      row("\\clvmrg\\cellx1000\\cellx2000\\cellx3000", ["", "Plug", "3"]) +
      row("\\clmgf\\cellx1000\\clmrg\\cellx2000\\cellx3000", ["Sum", "", "15"]) +
      row("\\cellx2000\\cellx3000", ["Total", "30"]);
    expect(said(body)).toBe(
      "Region | Product | Units\nRegion: EU | Product: Cable | Units: 12\nRegion: EU | Product: Plug | Units: 3\nRegion: Sum | Units: 15\nRegion: Total | Units: 30",
    );
  });

  test("a table in a cell", () => {
    const inner =
      "\\pard\\intbl\\itap2 in\\nestcell ner\\nestcell{\\*\\nesttableprops\\trowd\\cellx500\\cellx900\\nestrow}{\\nonesttables\\par}";
    expect(
      said(`\\trowd\\cellx1000\\cellx2000 \\pard\\intbl Outer\\par ${inner}\\pard\\intbl\\cell x\\cell\\row`),
    ).toBe("Outer\n\nin | ner\n\nx");
  });

  test("rows that all have other edges are lines of their own", () => {
    const rows = Array.from({ length: 300 }, (_, index) =>
      row(`\\cellx${index * 100}\\cellx90000`, ["a", String(index)]),
    );
    expect(said(rows.join(""))).toBe(Array.from({ length: 300 }, (_, index) => `a | ${index}`).join("\n"));
  });

  test("rows whose definition comes behind their cells, and one that does not end", () => {
    expect(
      said("\\pard\\intbl a\\cell b\\cell{\\trowd\\cellx10\\cellx900\\row}\\pard c\\par\\intbl d\\cell e\\cell"),
    ).toBe("a | b\n\nc\n\nd | e");
  });
});

describe("what hangs on a paragraph", () => {
  test("footnotes, endnotes and comments follow it", () => {
    const body =
      "One{\\super\\chftn}{\\footnote\\pard\\plain{\\super\\chftn} the note}, two{\\super\\chftn{\\footnote\\ftnalt the end}}{\\*\\atnid A}{\\*\\atnauthor Anna}\\chatn{\\*\\annotation{\\*\\atnref 1}why?}.\\par Next";
    expect(said(body)).toBe("One [1], two [2].\n\n[1] the note\n\n[2] the end\n\nComment by Anna: why?\n\nNext");
  });

  test("text boxes of both kinds, and what a picture shows", () => {
    const shape =
      "{\\shp{\\*\\shpinst\\shpleft0{\\sp{\\sn wzName}{\\sv A name}}{\\sp{\\sn wzDescription}{\\sv A red lamp}}{\\shptxt\\pard boxed\\par}}{\\shprslt old}}";
    expect(said(`Text ${shape}\\par{\\*\\do\\dobxpage{\\dptxbxtext\\pard also boxed\\par}}more\\par`)).toBe(
      "Text  A red lamp \n\nboxed\n\nmore\n\nalso boxed",
    );
    const picture = "{\\pict{\\*\\picprop{\\sp{\\sn wzDescription}{\\sv A blue lamp}}}\\pngblip 00ff}";
    expect(said(`{\\*\\shppict${picture}}`).trim()).toBe("A blue lamp");
  });

  test("headers and footers once, without those that are only a number", () => {
    expect(said("{\\header\\pard Acme\\par}{\\headerf Acme}{\\footer\\chpgn 1}{\\footerr Page end}Body")).toBe(
      "Acme\n--\nBody\n--\nPage end",
    );
  });
});

test("boxes and lists of forms, signs that are fields, formulas, and raised digits", () => {
  const form = (data: string) => `{\\field{\\*\\fldinst FORM {\\*\\formfield{${data}}}}{\\fldrslt  }}`;
  expect(said(`Paid ${form("\\fftype1\\ffres25\\ffdefres1")} sent ${form("\\fftype1\\ffres0\\ffdefres1")}`)).toBe(
    "Paid ☒ sent ☐",
  );
  expect(said(`Size ${form("\\fftype2\\ffres1{\\*\\ffl Small}{\\*\\ffl Large}")}`)).toBe("Size Large");
  expect(said('{\\field{\\*\\fldinst SYMBOL 97 \\\\f "Symbol" \\\\s 10}{\\fldrslt\\f3}}')).toBe("α");
  const half = "{\\mmath{\\*\\moMath{\\mf{\\mfPr{\\mctrlPr x}}{\\mnum{\\mr 1}}{\\mden{\\mr\\f0 2}}}}}";
  expect(said(`10{\\super 6} m{\\super 2}, H{\\sub 2}O, 101{\\dn6 2}, ${half}`)).toBe("10^6 m2, H2O, 101_2, 1/2");
});

test("what is no rich text says so, and what is cut off or has too many ends is read", () => {
  expect(() => readRtf(Buffer.from("<html>"))).toThrow("it is not rich text (RTF)");
  expect(readRtf(Buffer.from("{\\rtf1 a{\\b b")).map(({ text }) => text)).toEqual(["ab"]);
  expect(readRtf(Buffer.from("\ufeff{\\rtf1 a}}}} b")).map(({ text }) => text)).toEqual(["a"]);
  const deep = 100_000;
  expect(readRtf(Buffer.from(`{\\rtf1 ${"{".repeat(deep)}deep${"}".repeat(deep)} end}`))[0]?.text).toBe("deep end");
});
