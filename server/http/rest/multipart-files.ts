/** The files of a request, as multipart/form-data has them. */
import type { FastifyRequest } from "fastify";
import { fileTooLarge } from "../../../lib/documents/file-limits.ts";
import { PatchbayError } from "../../../lib/errors.ts";
import { refuseCompressed } from "../json-body.ts";

/** The one file of a request. Throws `bad_input` when there are more. */
export async function onlyFile(request: FastifyRequest) {
  const files = filesOf(request);
  const { value: file } = await files.next();
  if (!file) throw noFile();
  if (!(await files.next()).done) {
    throw new PatchbayError("bad_input", "Send one file at a time here, so that each gets its own answer.");
  }
  return file;
}

export async function* filesOf(request: FastifyRequest) {
  const refusal = refuseCompressed(request);
  if (refusal) throw refusal;
  if (!request.isMultipart()) {
    throw new PatchbayError("bad_input", "Send the files as multipart/form-data, each in a field “file”.");
  }
  const parts = request.files();
  try {
    for await (const part of parts) {
      if (part.fieldname !== "file") throw noFile();
      // A part of bytes is a file also without a name, and a form in which none was chosen sends an empty one.
      const { filename }: { filename: string | undefined } = part;
      if (!filename) throw unnamed();
      const buffer = await part.toBuffer();
      if (part.file.truncated) throw fileTooLarge(part.filename);
      yield { name: filename, mime: part.mimetype, data: new Uint8Array(buffer) };
    }
  } catch (error) {
    // The parser of multipart throws plain errors: no boundary, a part cut off, a header that is none.
    if (error instanceof PatchbayError || (error instanceof Error && "statusCode" in error)) throw error;
    const message = "This is not valid multipart/form-data. Send each file in a part “file”, between the boundaries.";
    throw new PatchbayError("bad_input", message, { cause: error });
  }
}

function unnamed(): PatchbayError {
  const message = 'The file has no name. Send it with one whose ending says its kind, such as filename="report.pdf".';
  return new PatchbayError("bad_input", message);
}

export function noFile(): PatchbayError {
  return new PatchbayError("bad_input", "There was no file. Send each one in a field “file”.");
}
