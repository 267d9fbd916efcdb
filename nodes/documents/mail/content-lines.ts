/**
 * Invitations (iCalendar, RFC 5545) and contacts (vCard, RFC 6350) as people see them. Their lines are folded anywhere, also in
 * the middle of a word, and most of them are for programs.
 */
import { decode } from "../decode.ts";

/** What is shown, by the name of the line. */
const titles: Readonly<Record<string, string>> = {
  SUMMARY: "Summary",
  DTSTART: "Begins",
  DTEND: "Ends",
  DUE: "Due",
  LOCATION: "Location",
  ORGANIZER: "Organizer",
  ATTENDEE: "Attendee",
  DESCRIPTION: "Description",
  COMMENT: "Comment",
  FN: "Name",
  NICKNAME: "Nickname",
  ORG: "Organization",
  TITLE: "Title",
  ROLE: "Role",
  TEL: "Phone",
  EMAIL: "Email",
  ADR: "Address",
  URL: "URL",
  BDAY: "Birthday",
  NOTE: "Note",
};
const structured = new Set(["ORG", "ADR"]);
const times = new Set(["DTSTART", "DTEND", "DUE"]);
/** When clocks change, and when a program rings. */
const unseen = /^(VTIMEZONE|VALARM)$/;

type Line = { name: string; params: string; value: string };

export function isContentLines(name: string, type: string): boolean {
  return /\.(ics|vcf)$/i.test(name) || /^(text\/(x-)?v?calendar|application\/ics|text\/(x-)?vcard)$/.test(type);
}

export function readContentLines(data: Uint8Array): string {
  const lines = withoutQuoting(decode(data))
    .replace(/\r?\n[ \t]/g, "")
    .split(/\r?\n/)
    .flatMap(lineIn);
  const open: string[] = [];
  /** Of the contact, in parts and as it is shown. */
  let parts = "";
  let isNamed = false;
  return lines
    .flatMap((line) => {
      const { name, value } = line;
      if (name === "BEGIN") open.push(value.trim().toUpperCase());
      if (name === "N") parts = value;
      isNamed ||= name === "FN" && value.trim() !== "";
      if (name === "END" && open.pop() === "VCARD") {
        const text = isNamed ? "" : nameOf(parts);
        [parts, isNamed] = ["", false];
        return text === "" ? [] : [`${titles.FN}: ${text}`];
      }
      const title = Object.hasOwn(titles, name) ? titles[name] : undefined;
      const text = title === undefined || open.some((one) => unseen.test(one)) ? "" : shown(line);
      return text === "" ? [] : [`${title}: ${text}`];
    })
    .join("\n");
}

/** Contacts of version 2.1, as phones write them, have values in quoted-printable, whose lines end with `=` where they go on. */
function withoutQuoting(text: string): string {
  const quoted = /^([^\r\n:]*;(?:ENCODING=)?QUOTED-PRINTABLE[^\r\n:]*:)((?:[^\r\n]*=\r?\n)*[^\r\n]*)/gim;
  return text.replace(quoted, (whole, head: string, value: string) => {
    const bytes = value
      .replace(/=\r?\n/g, "")
      .replace(/=([\dA-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    try {
      return head + decode(Buffer.from(bytes, "latin1"), param(head, "CHARSET") || undefined).replace(/\r?\n/g, "\\n");
    } catch {
      return whole;
    }
  });
}

/** `Doe;Jane;Mary;Dr.;` is Dr. Jane Mary Doe. */
function nameOf(parts: string): string {
  const [family, given, more, before, after] = parts.split(/(?<!\\);/).map((part) => plainOf(part).trim());
  return [before, given, more, family, after].filter((part) => part).join(" ");
}

/** `item1.TEL;TYPE=WORK:+49 30 123`; a colon may stand in the quotes of a parameter. */
function lineIn(text: string): Line[] {
  const [, name = "", params = "", value = ""] =
    /^(?:[\w-]+\.)?([\w-]+)((?:;[^":;]*(?:"[^"]*"[^":;]*)*)*):(.*)$/.exec(text) ?? [];
  return name === "" ? [] : [{ name: name.toUpperCase(), params, value }];
}

function shown({ name, params, value }: Line): string {
  if (times.has(name)) return timeOf(value, params);
  if (name === "ORGANIZER" || name === "ATTENDEE") return personOf(value, params);
  const text = structured.has(name)
    ? value
        .split(/(?<!\\);/)
        .filter((part) => part.trim() !== "")
        .join(", ")
    : value;
  return plainOf(text)
    .replace(/^(mailto|tel):/i, "")
    .trim();
}

function plainOf(text: string): string {
  return text.replace(/\\(.)/g, (_, sign: string) => (/n/i.test(sign) ? "\n" : sign));
}

/** `20261201T100000` is ten o'clock; with a Z at its end, of universal time. */
function timeOf(value: string, params: string): string {
  const [, year, month, day, hour, minute, zone] =
    /^(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?$/.exec(value.trim()) ?? [];
  if (year === undefined) return value.trim();
  const date = `${year}-${month}-${day}`;
  const place = zone === "Z" ? "UTC" : param(params, "TZID");
  return hour === undefined ? date : `${date} ${hour}:${minute}${place === "" ? "" : ` (${place})`}`;
}

function personOf(value: string, params: string): string {
  const name = param(params, "CN");
  const address = value.replace(/^mailto:/i, "").trim();
  return name === "" || name === address ? address : `${name} <${address}>`;
}

function param(params: string, name: string): string {
  const [, quoted, plain = ""] = new RegExp(`;${name}=(?:"([^"]*)"|([^";:]*))`, "i").exec(params) ?? [];
  return (quoted ?? plain).trim();
}
