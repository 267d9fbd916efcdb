/** Small real messages, made by hand. */

/** A line of quoted-printable has at most 76 signs; it is broken anywhere, also inside of a character. */
function quotedPrintable(data: Uint8Array): string {
  const signs = [...data].map((byte) =>
    byte === 0x3d || byte < 0x20 || byte > 0x7e
      ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
      : String.fromCharCode(byte),
  );
  const lines: string[] = [];
  for (let at = 0; at < signs.length; at += 24) lines.push(signs.slice(at, at + 24).join(""));
  return lines.join("=\r\n");
}

const mailHead = "From: Ada <ada@example.com>\r\nSubject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n";

/** A message whose text is this HTML, in quoted-printable. */
export function makeMail(html: Uint8Array): Uint8Array {
  const type = "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable";
  return Buffer.from(`${mailHead}${type}\r\n\r\n${quotedPrintable(html)}\r\n`);
}

/** A message with a message attached, to which this file is attached. */
export function makeMailInMail(name: string, file: Uint8Array): Uint8Array {
  const mixed = (boundary: string, inner: string) =>
    `${mailHead}Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\nContent-Type: text/plain\r\n\r\nSee below.\r\n--${boundary}\r\n${inner}\r\n--${boundary}--\r\n`;
  const base64 = Buffer.from(file).toString("base64").replace(/.{76}/g, "$&\r\n");
  const attached = `Content-Type: application/octet-stream; name=${name}\r\nContent-Disposition: attachment; filename=${name}\r\nContent-Transfer-Encoding: base64\r\n\r\n${base64}`;
  return Buffer.from(mixed("outer", `Content-Type: message/rfc822\r\n\r\n${mixed("inner", attached)}`));
}
