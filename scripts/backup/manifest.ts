import { z } from "zod";

const Table = z.object({
  name: z.string(),
  columns: z.array(z.string()),
  file: z.string().regex(/^\w+\.copy\.gz$/),
  rows: z.number().int(),
  sha256: z.string(),
});

/** What became of the content of files that lie in an object storage instead of the database. */
const Files = z.object({
  /** One line of JSON (`FileLine`) for each, compressed. */
  index: z.literal("files.jsonl.gz"),
  sha256: z.string(),
  /** In the backup, below `files/`. */
  copied: z.number().int(),
  bytes: z.number().int(),
  /** Left where they are, because the backup was made without them. */
  referenced: z.number().int(),
  /** Their rows name an object that was not there, or was not what had been put there. */
  lost: z.number().int(),
});

/** What is in a backup. It holds everything that users have stored, and of the secret only its fingerprint. */
export const Manifest = z.object({
  format: z.literal([1, 2]),
  patchbay: z.string(),
  /** When the snapshot was taken, by the database's clock. */
  takenAt: z.iso.datetime({ offset: true }),
  /** Names of the migrations that the database had, oldest first. */
  migrations: z.array(z.string()),
  /** Of PATCHBAY_SECRET; null when none was known. */
  secretFingerprint: z.string().nullable(),
  tables: z.array(Table),
  /** The last value of each sequence that has one. */
  sequences: z.array(z.object({ name: z.string(), value: z.string() })),
  /** Not in format 1, which held no content from elsewhere. */
  files: Files.optional(),
});
export type Manifest = z.infer<typeof Manifest>;

/** A file whose content lies in an object storage. */
export const FileLine = z.object({
  id: z.string().regex(/^[\w-]+$/),
  bytes: z.number().int(),
  sha256: z.string(),
  storedIn: z.string(),
});
export type FileLine = z.infer<typeof FileLine>;

export const IndexLine = FileLine.extend({ is: z.enum(["copied", "referenced", "missing", "damaged"]) });
export type IndexLine = z.infer<typeof IndexLine>;

export const manifestFile = "backup.json";
export const indexFile = "files.jsonl.gz";

/** Where the content of a file is in a backup. Ids end in random digits, so that folders are of about one size. */
export const contentFile = (id: string) => `files/${id.slice(-2)}/${id}`;

/** Whether a backup writes such a file. */
export const isOfBackup = (file: string) =>
  /^(backup\.json|files\.jsonl\.gz|\w+\.copy\.gz|files\/[\w-]+\/[\w-]+)$/.test(file);

/** A backup that cannot be made or restored; its message says what to do. */
export class BackupError extends Error {
  override name = "BackupError";
}
