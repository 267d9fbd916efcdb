/** Takes an upload to the disk as it comes: no more of it than a piece is ever in memory. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { PatchbayError } from "../../lib/errors.ts";
import { contextLimits } from "../../lib/models/local-models.ts";
import type { Database } from "../../platform/database/db.ts";
import { demandSpace } from "./disk.ts";
import type { Parts } from "./download.ts";
import { finish } from "./fetch-loop.ts";
import { writePart } from "./write-part.ts";

export type Upload = {
  body: Readable;
  fileName: string;
  /** Undefined when the sender does not say. */
  bytes: number | undefined;
  sha256?: string | undefined;
  context?: number | undefined;
};
type Row = { id: string; workspaceId: string; createdBy: string | null; key: string; name: string };

/** Nothing is left of an upload that is refused or breaks off. */
export async function receiveFile(
  { prisma, ...parts }: Parts & { prisma: Database },
  { upload, ...row }: Row & { upload: Upload },
): Promise<void> {
  const { claims, reader, folder, limitGb } = parts;
  const { body, bytes, context = contextLimits.usual } = upload;
  await demandSpace(folder, { bytes: bytes ?? 0, missing: bytes ?? 0, limitGb });
  const sha256 = upload.sha256?.toLowerCase() ?? null;
  const data = { ...row, ...claims.fresh(), context, sha256, state: "uploading", bytes: bytes ?? null };
  await prisma.localModel.create({ data });
  const part = join(folder, `${row.id}.part`);
  const report = claims.reporter(row.id, 0);
  const { signal } = new AbortController();
  try {
    // One that is refused in its middle is still to be answered, over the same connection.
    const done = await writePart(body.iterator({ destroyOnReturn: false }), {
      ...{ path: part, from: 0, reader, signal },
      onSilent: () => body.destroy(new PatchbayError("unavailable", "Nothing of the file has come for a minute.")),
      async onBytes(done) {
        if (done > limitGb * 1e9) await demandSpace(folder, { bytes: done, missing: 0, limitGb });
        await report(done);
      },
    });
    if (bytes !== undefined && done !== bytes) throw brokenOff();
    await finish(parts, { row: { id: row.id, sha256, context }, part, signal });
  } catch (error) {
    await prisma.localModel.deleteMany({ where: { id: row.id } });
    await rm(part, { force: true });
    throw error instanceof PatchbayError ? error : brokenOff(error);
  }
}

function brokenOff(cause?: unknown): PatchbayError {
  return new PatchbayError("unavailable", "The upload broke off. Upload the file again.", { cause });
}
