/** The parts of multipart/form-data as programs write them: with any boundary, names without quotes, texts in old encodings. */
import { Busboy } from "@fastify/busboy";
import { PatchbayError } from "../../../lib/errors.ts";

type FormFile = { name: string; mime: string; data: Uint8Array<ArrayBuffer> };
/** `value`: null for a place of a file in which none was chosen. */
export type FormPart = { name: string; value: string | FormFile | null };

/** In their order, as many as `most`. Throws `bad_input`. */
export async function readMultipart(body: Buffer, contentType: string, most: number): Promise<FormPart[]> {
  const parts: FormPart[] = [];
  try {
    await new Promise<void>((resolve, reject) => {
      const reader = new Busboy({
        headers: { "content-type": contentType },
        isPartAFile: (_name, mime, fileName) => fileName !== undefined || !isText(mime ?? ""),
        limits: { fieldSize: body.length + 1, parts: most },
      });
      reader.on("error", reject);
      reader.on("finish", resolve);
      reader.on("field", (name, text, _nameIsCut, _isCut, encoding) => {
        parts.push({ name: name ?? "", value: encoding === "base64" ? fromBase64(text).toString() : text });
      });
      reader.on("file", (name, stream, fileName, encoding, mime) => {
        const part: FormPart = { name: name ?? "", value: null };
        parts.push(part);
        const chunks: Buffer[] = [];
        stream.on("data", (chunk: Buffer) => chunks.push(chunk));
        stream.on("error", reject);
        stream.on("end", () => {
          const written = Buffer.concat(chunks);
          const data = encoding === "base64" ? fromBase64(written.toString("latin1")) : written;
          if (fileName === "" && data.length === 0) return;
          part.value = { name: fileName || part.name || "file", mime, data: new Uint8Array(data) };
        });
      });
      reader.end(body);
    });
  } catch (cause) {
    throw malformed(cause);
  }
  if (parts.every(({ name }) => name !== "")) return parts;
  throw new PatchbayError(
    "bad_input",
    "A part of the form has no name. Send each with a name in its Content-Disposition.",
  );
}

const isText = (mime: string) =>
  mime.startsWith("text/") || /[/+](json|xml)$/.test(mime) || mime.endsWith("/x-www-form-urlencoded");

const fromBase64 = (text: string) => Buffer.from(text, "base64");

function malformed(cause: unknown): PatchbayError {
  const words =
    "The body is not valid multipart/form-data. Send its parts between lines of the boundary that the Content-Type names.";
  return new PatchbayError("bad_input", words, { cause });
}
