import { expect, test } from "vitest";
import { readHtml } from "../html/html.ts";
import { readContentLines } from "./content-lines.ts";
import { readMail } from "./mail.ts";

const read = async (message: string) => {
  const sections = await readMail(new TextEncoder().encode(message.replaceAll("\n", "\r\n")), async () => undefined);
  return sections.flatMap(({ title, text }) => [title, text].filter((each) => each));
};

const around = (name: string, inner: string) =>
  `From: a@example.com\nSubject: ${name}\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=${name}\n\n` +
  `--${name}\nContent-Type: text/plain\n\nText of ${name}\n--${name}\nContent-Type: message/rfc822\n\n${inner}\n--${name}--\n`;

test("an attached message that is none hides nothing of the message around it", async () => {
  expect(await read(around("report", "cut off"))).toEqual([
    "report",
    expect.stringContaining("Text of report"),
    "Attached message",
  ]);
});

test("of messages in messages the outer ones are read", async () => {
  const names = Array.from({ length: 9 }, (_, index) => `level-${index}`);
  const found = await read(names.reduceRight((inner, name) => around(name, inner), "From: z@example.com\n\nlast"));
  for (const name of names.slice(0, 6)) expect(found).toContain(name);
  expect(found).not.toContain("level-8");
});

test("a charset that is unknown and a winmail.dat leave what can be read", async () => {
  const mail =
    'From: a@example.com\nSubject: =?x-what?Q?Hello?=\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=q\n\n--q\nContent-Type: text/plain; charset="x-what"\n\nText\n' +
    "--q\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\nAAAA\n--q--\n";
  expect(await read(mail)).toEqual(["Hello", expect.stringContaining("Text"), "winmail.dat"]);
});

test("a part whose type is none is plain text, as old programs send it", async () => {
  const head = "From: a@example.com\nSubject: Old\nMIME-Version: 1.0\n";
  expect(await read(`${head}Content-Type: text; charset=us-ascii\n\nHello\nthere\n`)).toEqual([
    "Old",
    "From: a@example.com\n\nHello\nthere\n",
  ]);
  const bytes = "Content-Type: data\nContent-Transfer-Encoding: base64\n\nAAECAwQFBgcICQ==\n";
  expect(await read(`${head}${bytes}`)).toEqual(["Old", "From: a@example.com"]);
});

test("an invitation is read as people see it, once, and a contact without its picture", async () => {
  const calendar = [
    ...["BEGIN:VCALENDAR", "PRODID:-//x//y", "METHOD:REQUEST", "BEGIN:VTIMEZONE", "TZID:Europe/Berlin"],
    ...["BEGIN:STANDARD", "DTSTART:19701025T030000", "END:STANDARD", "END:VTIMEZONE", "BEGIN:VEVENT", "UID:1"],
    ...[
      "DTSTART;TZID=Europe/Berlin:20261201T100000",
      "DTEND:20261201T100000Z",
      "SUMMARY:Budget in the gre",
      " at hall",
    ],
    ...["LOCATION:Room 5\\, second floor", "DESCRIPTION:First line\\nSecond: a semi\\;colon", "CLASS:PUBLIC"],
    ...["ORGANIZER;CN=Ada Berg:mailto:ada@example.com", 'ATTENDEE;CN="Lee: Bob";ROLE=CHAIR:MAILTO:bob@example.com'],
    ...["BEGIN:VALARM", "DESCRIPTION:Reminder", "END:VALARM", "END:VEVENT", "END:VCALENDAR"],
  ].join("\n");
  const card =
    "BEGIN:VCARD\nVERSION:3.0\nN:Berg;Ada\nFN:Ada Berg\nitem1.TEL;TYPE=WORK:+49 30 123\nORG:Lamps;Sales\nBDAY:1990-02-01\nPHOTO;ENCODING=b:QUJD\n QUJD\nEND:VCARD";
  const part = (type: string, text: string) => `--q\nContent-Type: ${type}\n\n${text}\n`;
  const alternative = `Content-Type: multipart/alternative; boundary=q\n\n${part("text/plain", "Please come.")}${part("text/calendar; method=REQUEST", calendar)}--q--`;
  const mail = `From: a@example.com\nSubject: Invitation\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=p\n\n--p\n${alternative}\n${part("application/ics; name=invite.ics", calendar).replace("--q", "--p")}${part("text/vcard; name=ada.vcf", card).replace("--q", "--p")}--p--\n`;
  const shown = [
    "Begins: 2026-12-01 10:00 (Europe/Berlin)",
    "Ends: 2026-12-01 10:00 (UTC)",
    "Summary: Budget in the great hall",
    "Location: Room 5, second floor",
    "Description: First line\nSecond: a semi;colon",
    "Organizer: Ada Berg <ada@example.com>",
    "Attendee: Lee: Bob <bob@example.com>",
  ];
  const contact = ["Name: Ada Berg", "Phone: +49 30 123", "Organization: Lamps, Sales", "Birthday: 1990-02-01"];
  expect(await read(mail)).toEqual([
    "Invitation",
    expect.stringContaining("Please come."),
    "Attachment",
    shown.join("\n"),
    "ada.vcf",
    contact.join("\n"),
  ]);
});

test("a contact of version 2.1 is read out of its quoting, and is called by the parts of its name where it has no other", () => {
  const card = (...lines: string[]) => ["BEGIN:VCARD", "VERSION:2.1", ...lines, "END:VCARD"].join("\r\n");
  const quoted = "CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE";
  const contacts = [
    card(
      `FN;${quoted}:J=C3=BCrgen M=C3=BCller`,
      `ADR;WORK;${quoted}:;;M=C3=BChlweg 1=0D=0A=`,
      " rear;Town;;1;DE",
      "TEL:7",
    ),
    card("N:Doe;Jane;Mary;Dr.;", "TEL;CELL:8"),
    card("NOTE;ENCODING=QUOTED-PRINTABLE:Gr=FC=DFe"),
  ];
  expect(readContentLines(Buffer.from(contacts.join("\r\n"))).split("\n")).toEqual([
    ...["Name: Jürgen Müller", "Address: Mühlweg 1", " rear, Town, 1, DE", "Phone: 7"],
    ...["Phone: 8", "Name: Dr. Jane Mary Doe", "Note: Grüße"],
  ]);
});

test.each([
  ["UTF-8 under an old name", "text/plain; charset=us-ascii", "8bit", Buffer.from("Grüße – café")],
  ["UTF-8 under another old name", "text/plain; charset=iso-8859-1", "8bit", Buffer.from("Grüße – café")],
  ["UTF-8 under a name that nothing knows", "text/plain; charset=unknown-8bit", "8bit", Buffer.from("Grüße – café")],
  [
    "an old encoding under the name of UTF-8",
    "text/plain; charset=utf-8",
    "8bit",
    Buffer.from("Gr\xfc\xdfe \x96 caf\xe9", "latin1"),
  ],
  [
    "the same in quoted-printable",
    "text/plain; charset=utf-8",
    "quoted-printable",
    Buffer.from("Gr=FC=DFe =96 caf=E9"),
  ],
  [
    "a character that quoted-printable breaks",
    "text/plain; charset=utf-8",
    "quoted-printable",
    Buffer.from("Gr=C3=\r\n=BC=C3=9Fe =E2=80=93 caf=C3=A9"),
  ],
  [
    "what only the page names",
    "text/html",
    "8bit",
    Buffer.from("<meta charset=iso-8859-1>Gr\xfc\xdfe &ndash; caf\xe9", "latin1"),
  ],
  [
    "a page that names another than its part, which is right",
    "text/html; charset=utf-8",
    "8bit",
    Buffer.from("<meta charset=iso-8859-1>Grüße – café"),
  ],
])("a text is read in the encoding that it is written in: %s", async (_name, type, encoding, body) => {
  const head = `From: a@example.com\r\nSubject: Test\r\nMIME-Version: 1.0\r\nContent-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n`;
  const sections = await readMail(Buffer.concat([Buffer.from(head), body]), async (_, data) => readHtml(data));
  expect(sections.at(-1)?.text).toContain("Grüße – café");
});

test("a name in capital letters with a sign behind it stays what it is", async () => {
  const text = "The CAFÉ™ is open";
  const body = Buffer.from("The CAF\xc9\x99 is open", "latin1");
  const head = Buffer.from("From: a@example.com\r\nContent-Type: text/plain; charset=windows-1252\r\n\r\n");
  const [, message] = await readMail(Buffer.concat([head, body]), async () => undefined);
  expect(message?.text).toContain(text);
});

test("subjects outside of their encoding, empty lines above the head, and line ends of old Macs", async () => {
  const subject = async (bytes: Buffer) => (await readMail(bytes, async () => undefined))[1]?.title;
  const rest = "From: a@example.com\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\nx";
  expect(await subject(Buffer.from(`Subject: Gr\xfc\xdfe\r\n${rest}`, "latin1"))).toBe("Grüße");
  expect(await subject(Buffer.from(`Subject: =?us-ascii?Q?Gr=C3=BC=C3=9Fe?=\r\n${rest}`))).toBe("Grüße");
  expect(await subject(Buffer.from(`\r\nSubject: Below\r\n${rest}`))).toBe("Below");
  expect(await subject(Buffer.from(`Subject: Old\r\n${rest}`.replaceAll("\r\n", "\r")))).toBe("Old");
});

test("a line that looks like the head of a part with an endless type is read as any other", async () => {
  const head = "From: a@example.com\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n";
  const line = `Content-Type: text/${"a".repeat(500_000)} charset`;
  const mail = Buffer.concat([Buffer.from(head), Buffer.from("Gr\xfc\xdfe\r\n", "latin1"), Buffer.from(line)]);
  expect((await readMail(mail, async () => [])).at(-1)?.text).toContain("Grüße");
});
