/** Takes an upload to the disk as it comes: no more of it than a piece is ever in memory. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { PatchbayError } from "../../lib/errors.ts";
import { contextLimits } from "../../lib/models/local-models.ts";
import type { Database } from "../../platform/database/db.ts";
import { demandSpace, spaceWatch } from "../../platform/model-files/disk-space.ts";
import { ClaimLost } from "./claims.ts";
import type { Parts } from "./download.ts";
import { finish } from "./fetch-loop.ts";
import { createNamed } from "./names.ts";
import { writePart } from "./write-part.ts";

export type Upload = {
  body: Readable;
  fileName: string;
  /** Undefined when the sender does not say. */
  bytes: number | undefined;
  sha256?: string | undefined;
  context?: number | undefined;
};
type Row = { id: string; workspaceId: string; createdBy: string | null; name: string };

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
  await createNamed(prisma, data);
  const part = join(folder, `${row.id}.part`);
  const report = claims.reporter(row.id, 0);
  const watch = spaceWatch(folder, { limitGb, from: 0 });
  const { signal } = new AbortController();
  try {
    await claims.holding(row.id, async () => {
      // One that is refused in its middle is still to be answered, over the same connection.
      const done = await writePart(body.iterator({ destroyOnReturn: false }), {
        ...{ path: part, from: 0, reader, signal },
        onSilent: () => body.destroy(new PatchbayError("unavailable", "Nothing of the file has come for a minute.")),
        async onBytes(done) {
          await watch({ done, bytes });
          await report(done);
        },
      });
      if (bytes !== undefined && done !== bytes) throw brokenOff();
      await finish(parts, { row: { id: row.id, sha256 }, part, signal });
    });
  } catch (error) {
    await prisma.localModel.deleteMany({ where: { id: row.id } });
    for (const ending of ["part", "gguf"]) await rm(join(folder, `${row.id}.${ending}`), { force: true });
    if (error instanceof ClaimLost) throw stopped();
    throw error instanceof PatchbayError ? error : brokenOff(error);
  }
}

function stopped(): PatchbayError {
  return new PatchbayError("conflict", "The upload was stopped, because its entry was deleted.");
}

function brokenOff(cause?: unknown): PatchbayError {
  return new PatchbayError("unavailable", "The upload broke off. Upload the file again.", { cause });
}
