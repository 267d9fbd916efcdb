import { z } from "zod";

/** What is in a backup. It holds everything that users have stored, and of the secret only its fingerprint. */
export const Manifest = z.object({
  format: z.literal(1),
  patchbay: z.string(),
  /** When the snapshot was taken, by the database's clock. */
  takenAt: z.iso.datetime({ offset: true }),
  /** Names of the migrations that the database had, oldest first. */
  migrations: z.array(z.string()),
  /** Of PATCHBAY_SECRET; null when none was known. */
  secretFingerprint: z.string().nullable(),
  tables: z.array(
    z.object({
      name: z.string(),
      columns: z.array(z.string()),
      file: z.string().regex(/^\w+\.copy\.gz$/),
      rows: z.number().int(),
      sha256: z.string(),
    }),
  ),
  /** The last value of each sequence that has one. */
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
});
export type Manifest = z.infer<typeof Manifest>;

export const manifestFile = "backup.json";

/** A backup that cannot be made or restored; its message says what to do. */
export class BackupError extends Error {
  override name = "BackupError";
}
