import { expect, test } from "vitest";
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
