/** An e-mail as its reader sees it: sender, recipients, date, text, and what is attached. */
import PostalMime, { type Address, type Attachment, type Email } from "postal-mime";
import type { FileEnding } from "../../../lib/documents/file-endings.ts";
import { mediaTypes } from "../../../lib/documents/media-types.ts";
import { decode } from "../decode.ts";
import type { Section } from "../section.ts";
import { openSections, type Sections } from "../sections.ts";
import { parseInItsCharset } from "./charsets.ts";
import { isContentLines, readContentLines } from "./content-lines.ts";

/** Messages in messages. */
const DEEPEST = 5;

/** Reads an attached file by its name; undefined when files of that kind are not read. */
export type ReadAttached = (name: string, data: Uint8Array) => Promise<Section[] | undefined>;

export async function readMail(data: Uint8Array, readAttached: ReadAttached): Promise<Section[]> {
  const sections = openSections();
  await addMail({ data, readAttached, sections, depth: 0 });
  return sections.end();
}

type Message = { data: Uint8Array; readAttached: ReadAttached; sections: Sections; depth: number };

async function addMail(message: Message): Promise<void> {
  const mail = await parse(message.data);
  if (!isMail(mail)) throw new Error("it is not an email message");
  await addParsed(mail, message);
}

async function addParsed(mail: Email, message: Message): Promise<void> {
  const { readAttached, sections, depth } = message;
  const rank = depth + 1;
  sections.heading(rank, mail.subject?.trim() || (depth === 0 ? "Message" : "Attached message"));
  const head = headLines(mail);
  if (head.length > 0) sections.block(head.join("\n"), 2);
  // It is UTF-8 now, whatever the page says of itself.
  const html = mail.html?.trim()
    ? await readAttached("body.html", new TextEncoder().encode(`\ufeff${mail.html}`))
    : undefined;
  if (html?.some(({ title = "", text }) => title + text !== "")) add(html, sections, rank);
  else if (mail.text?.trim()) sections.block(mail.text, 2);
  const invited = new Set<string>();
  for (const attachment of mail.attachments) {
    const untyped = untypedText(attachment);
    if (untyped !== undefined) sections.block(untyped, 2);
    else if (isContentLines(attachment.filename ?? "", attachment.mimeType?.toLowerCase() ?? "")) {
      addContentLines(attachment, { sections, rank: rank + 1, told: invited });
    } else await addAttachment(attachment, message, rank + 1);
  }
}

/** “Content-Type: text”, or another that is none, is plain text (RFC 2045, 5.2), as old programs send it. */
function untypedText(attachment: Attachment): string | undefined {
  const { mimeType = "", filename, disposition } = attachment;
  if (/\w\/\w/.test(mimeType) || filename || disposition === "attachment") return undefined;
  try {
    return decode(bytesOf(attachment));
  } catch {
    return undefined;
  }
}

async function parse(data: Uint8Array): Promise<Email> {
  const options = { forceRfc822Attachments: true, maxNestingDepth: 50 };
  return await parseInItsCharset(withLines(data), (bytes) => PostalMime.parse(bytes, options));
}

/** Without empty lines above the head, and with line ends that are not those of old Macs. */
function withLines(data: Uint8Array): Uint8Array {
  const text = data.includes(0x0a) ? undefined : Buffer.from(data).toString("latin1").replace(/\r/g, "\n");
  const bytes = text === undefined ? data : Buffer.from(text, "latin1");
  return bytes.subarray(
    Math.max(
      0,
      bytes.findIndex((byte) => byte !== 0x0a && byte !== 0x0d),
    ),
  );
}

function isMail({ headers }: Email): boolean {
  return headers.some(({ key }) => /^(from|to|subject|date|received|message-id|mime-version)$/.test(key));
}

type Told = { sections: Sections; rank: number; told: Set<string> };

/** An invitation comes twice, as another form of the text and as a file. */
function addContentLines(attachment: Attachment, { sections, rank, told }: Told): void {
  const text = readContentLines(bytesOf(attachment));
  if (told.has(text)) return;
  told.add(text);
  sections.heading(rank, attachment.filename || "Attachment");
  if (text !== "") sections.block(text, 2);
}

async function addAttachment(attachment: Attachment, message: Message, rank: number): Promise<void> {
  const { sections, readAttached, depth } = message;
  const data = bytesOf(attachment);
  const name = attachment.filename ?? "";
  if (attachment.mimeType === "message/rfc822" || /\.eml$/i.test(name)) {
    // What cannot be read of it, such as one that is cut off or in too many others, hides nothing of the message around it.
    const inner = depth < DEEPEST ? await parse(data).catch(() => undefined) : undefined;
    if (inner && isMail(inner)) return await addParsed(inner, { ...message, data, depth: depth + 1 });
    return sections.heading(rank, name || "Attached message");
  }
  // A picture in the text is part of the page; only its name could be told.
  if (attachment.related && attachment.disposition !== "attachment") return;
  const ending = endingOf(attachment.mimeType?.toLowerCase() ?? "");
  if (name === "" && ending === undefined) return;
  sections.heading(rank, name === "" ? "Attachment" : name);
  const read =
    (await readAttached(name, data).catch(() => undefined)) ??
    // Without an ending that is known, its type says what it is.
    (ending && (await readAttached(`attached.${ending}`, data).catch(() => undefined)));
  if (read) add(read, sections, rank);
}

function endingOf(type: string): FileEnding | undefined {
  // Other texts, and such as the reasons why a message was not delivered.
  return mediaTypes[type] ?? (/^(text|message)\//.test(type) ? "txt" : undefined);
}

/** What is inside keeps its headings, below the one that it stands under. */
function add(read: readonly Section[], sections: Sections, rank: number): void {
  for (const { title, text, metadata } of read) {
    const depth = typeof metadata.heading === "string" ? metadata.heading.split(" › ").length : 1;
    if (title !== undefined) sections.heading(rank + depth, title);
    if (text !== "") sections.block(text, 2);
  }
}

function bytesOf({ content }: Attachment): Uint8Array {
  if (typeof content === "string") return new TextEncoder().encode(content);
  return new Uint8Array(content);
}

function headLines({ from, to = [], cc = [], bcc = [], date, headers }: Email): string[] {
  const written = headers.find(({ key }) => key === "date")?.value ?? date;
  const lines = [
    ["From", from ? [from] : []],
    ["To", to],
    ["Cc", cc],
    ["Bcc", bcc],
  ] as const;
  return [
    ...lines.flatMap(([title, list]) => (list.length > 0 ? [`${title}: ${list.map(addressOf).join(", ")}`] : [])),
    ...(written ? [`Date: ${written}`] : []),
  ];
}

function addressOf(address: Address): string {
  if (address.group) return `${address.name}: ${address.group.map(addressOf).join(", ")}`;
  return address.name ? `${address.name} <${address.address}>` : (address.address ?? "");
}
