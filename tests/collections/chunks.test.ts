import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Chunk } from "../../collections/embed.ts";
import { chunkSize, chunksOf } from "../../collections/ingest/chunks.ts";
import { openTokenCounter, tokenizerNames } from "../../nodes/documents/split/tokens.ts";
import { splitDocuments } from "../../nodes/types/data/split-text.ts";
import { deflatedMegabytes, documentXml, makeDocx, makePdf, makeZip } from "./make-files.ts";

const { signal } = new AbortController();
const bytes = (text: string) => new TextEncoder().encode(text);
const read = (name: string, data: Uint8Array | string): Promise<Chunk[]> =>
  chunksOf({ name, data: typeof data === "string" ? bytes(data) : data }, signal);

describe("files become chunks that say where they are from", () => {
  test("markdown and HTML by headings", async () => {
    const markdown = "Start\n\n# Guide\n\nHello\n\n## Sharing\n\nMake a link.\n\n```\n# no heading\n```\n";
    expect(await read("a.md", markdown)).toEqual([
      { position: 0, text: "Start", metadata: { source: "a.md" } },
      { position: 1, text: "Hello", metadata: { source: "a.md", heading: "Guide" } },
      {
        position: 2,
        text: "Make a link.\n\n```\n# no heading\n```",
        metadata: { source: "a.md", heading: "Guide › Sharing" },
      },
    ]);
    const html =
      "<html><nav>Menu</nav><h1>Guide</h1><p>Hello</p><script>alert(1)</script><h2>More</h2><p>A <b>word</b></html>";
    expect((await read("a.html", html)).map(({ text, metadata }) => [metadata.heading, text])).toEqual([
      ["Guide", "Hello"],
      ["Guide › More", "A word"],
    ]);
  });

  test("PDF by pages, Word by headings, CSV by rows with the names of their columns", async () => {
    const pdf = await read("a.pdf", makePdf(["First page", "Second page"]));
    expect(pdf.map(({ text, metadata }) => [metadata.page, text])).toEqual([
      [1, "First page"],
      [2, "Second page"],
    ]);
    const docx = await read("a.docx", makeDocx(["# Guide", "Hello", "World"]));
    expect(docx).toEqual([{ position: 0, text: "Hello\n\nWorld", metadata: { source: "a.docx", heading: "Guide" } }]);
    const csv = await read("a.csv", '\ufefftitle,year,__proto__\n"Dune, part 1",1965,x\nEmma,,\n');
    expect(csv.map(({ text, metadata }) => [metadata.row, text])).toEqual([
      [1, "title: Dune, part 1\nyear: 1965\n__proto__: x"],
      [2, "title: Emma"],
    ]);
  });

  test("texts in other encodings, with odd characters and line ends", async () => {
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("Größe", "utf16le")]);
    expect((await read("a.txt", utf16))[0]?.text).toBe("Größe");
    expect((await read("a.txt", Buffer.from("Größe", "latin1")))[0]?.text).toBe("Größe");
    expect((await read("a.txt", "One\r\nTwo\u0001\r\r\r\n  \n\nThree"))[0]?.text).toBe("One\nTwo\n\nThree");
  });
});

describe("a file that cannot be read is refused with a message", () => {
  test.each([
    ["empty.txt", "", /is empty/],
    ["blank.txt", " \n ", /has no text/],
    ["scan.pdf", makePdf([""]), /has no text.*text recognition/],
    ["program.exe", "MZ", /not supported/],
    ["noending", "Hello", /no ending/],
    ["binary.txt", new Uint8Array([1, 0, 2]), /not a text file/],
    ["text.pdf", "Hello", /cannot be read/],
    ["cut.pdf", makePdf(["Hello"]).slice(0, 200), /cannot be read|has no text/],
    ["text.docx", "Hello", /not a Word document/],
    ["cut.docx", makeDocx(["Hello"]).slice(0, 300), /not a Word document/],
    ["other.docx", makeZip([{ name: "a.txt", data: bytes("Hello") }]), /cannot be read/],
    ["bad.docx", makeZip([{ name: "word/document.xml", data: bytes("<w:not xml") }]), /cannot be read/],
    ["quotes.csv", 'a,b\n"never ends,1\n', /cannot be read/],
  ])("%s", async (name, data, message) => {
    await expect(read(name, data)).rejects.toMatchObject({
      code: "bad_input",
      userMessage: expect.stringMatching(message),
    });
  });

  test("mangled bytes of real files never bring anything down", async () => {
    const files = { "a.pdf": makePdf(["Hello page"]), "a.docx": makeDocx(["# Hello", "World"]) };
    for (const [name, data] of Object.entries(files)) {
      for (const [place, value] of fc.sample(fc.tuple(fc.nat(data.length - 1), fc.nat(255)), {
        numRuns: 15,
        seed: 7,
      })) {
        const outcome = await read(name, data.with(place, value)).then(
          () => "read",
          (error) => error.code,
        );
        expect(["read", "bad_input"]).toContain(outcome);
      }
    }
  });
});

describe("a malicious file is refused", () => {
  test("a Word document that unpacks to far more than it is", async () => {
    const bomb = makeZip([{ name: "word/document.xml", data: Buffer.alloc(120 * 1024 * 1024, "A") }]);
    expect(bomb.length).toBeLessThan(1024 * 1024);
    await expect(read("bomb.docx", bomb)).rejects.toMatchObject({ userMessage: expect.stringContaining("105 MB") });
  });

  test("a PDF that unpacks to gigabytes", async () => {
    const bomb = makePdf([deflatedMegabytes(1500)]);
    expect(bomb.length).toBeLessThan(20 * 1024 * 1024);
    const before = process.memoryUsage.rss();
    await expect(read("bomb.pdf", bomb)).rejects.toMatchObject({
      userMessage: expect.stringContaining("too much memory"),
    });
    expect(process.memoryUsage.rss() - before).toBeLessThan(1500 * 1024 * 1024);
  });

  test("elements within elements within elements", async () => {
    const deep = documentXml("<w:p>".repeat(20_000));
    await expect(read("deep.docx", makeZip([{ name: "word/document.xml", data: bytes(deep) }]))).rejects.toMatchObject({
      code: "bad_input",
    });
    const chunks = await read("deep.html", `${"<div>".repeat(50_000)}Hello`).catch((error) => error.code);
    expect(["bad_input", 1]).toContain(Array.isArray(chunks) ? 1 : chunks);
  });

  test("an abort ends the reading", async () => {
    const controller = new AbortController();
    const reading = chunksOf({ name: "a.pdf", data: makePdf([deflatedMegabytes(1000)]) }, controller.signal);
    controller.abort();
    await expect(reading).rejects.toMatchObject({ code: "cancelled" });
  });
});

describe("splitting", () => {
  test("keeps every word, in order, in chunks that are small enough, and always the same ones", async () => {
    const word = fc.stringMatching(/^[a-zà-ÿ]{1,14}$/);
    const text = fc.array(fc.array(word, { minLength: 1, maxLength: 120 }), { minLength: 1, maxLength: 30 });
    const property = fc.asyncProperty(text, async (sentences) => {
      const written = sentences.map((words) => `${words.join(" ")}.`).join("\n\n");
      const chunks = splitDocuments([{ text: written, metadata: {} }], chunkSize);
      let at = 0;
      for (const { text: chunk } of chunks) {
        expect(chunk.length).toBeLessThanOrEqual(chunkSize.size);
        const found = written.indexOf(chunk, Math.max(0, at - chunkSize.overlap - 2));
        expect(found).toBeGreaterThanOrEqual(0);
        expect(written.slice(at, found).trim(), "nothing between two chunks is lost").toBe("");
        at = Math.max(at, found + chunk.length);
      }
      expect(written.slice(at).trim()).toBe("");
      expect(splitDocuments([{ text: written, metadata: {} }], chunkSize)).toEqual(chunks);
    });
    await fc.assert(property, { numRuns: 50 });
  });
});

describe.each(tokenizerNames)("chunks of so many tokens by %s", (name) => {
  const sentences = {
    English: "The lamp is lit at dusk, and nobody asks who lit it. ",
    German: "Die Donaudampfschifffahrtsgesellschaftskapitänsmütze liegt im Rindfleischetikettierungsamt. ",
    Chinese: "本合同为无固定期限合同，双方可提前三个月通知解除。",
    Japanese: "契約期間の定めはなく、三か月前の通知により解約することができます。",
    "Chinese without a stop": "合同解除通知期限",
    "one long word": "Donaudampfschifffahrt",
  };

  test.each(Object.entries(sentences))(
    "%s: none has more, and each word is in some chunk, in order",
    async (_, text) => {
      const tokens = await openTokenCounter(name);
      const whole = Array.from({ length: 40 }, (_each, index) => `${index}${text}`)
        .join("")
        .trim();
      const chunks = await chunksOf({ name: "a.txt", data: bytes(whole) }, signal, { size: 60, tokens });
      expect(chunks.length).toBeGreaterThan(2);
      let end = 0;
      for (const chunk of chunks) {
        expect(tokens.count(chunk.text)).toBeLessThanOrEqual(60);
        const at = whole.lastIndexOf(chunk.text, end + 1);
        expect(at).toBeGreaterThanOrEqual(0);
        expect(whole.slice(end, at).trim()).toBe("");
        end = at + chunk.text.length;
      }
      expect(end).toBe(whole.length);
    },
  );
});
