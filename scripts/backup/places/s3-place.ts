import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import {
  GetObjectCommand,
  type GetObjectCommandOutput,
  HeadObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  NotFound,
} from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { partsOf, s3Client } from "../../../platform/files/s3-store.ts";
import { BackupError, isOfBackup, manifestFile } from "../manifest.ts";
import type { BackupPlace } from "./place.ts";
import { explainS3 } from "./s3-errors.ts";

type Options = { region: string | undefined; endpoint: string | undefined };

/** 10,000 parts at most make an object, so that the largest table may have 160 GB when compressed. */
const partBytes = 16 * 1024 * 1024;

/** S3 may ask for fewer requests for a minute or two, and what takes hours must not fail by that. */
const attempts = 10;
/** Connections that break while one file is read. */
const mostBreaks = 20;

/** What begins with a prefix in a bucket. The manifest is written last: without it, there is no backup. */
export function openBucket(place: string, options: Options): BackupPlace {
  const { bucket: Bucket, prefix } = partsOf(place);
  // A database that takes its time with a row keeps the connection silent.
  const client = s3Client({ ...options, silentMs: 60_000, attempts });
  const at = (file: string) => ({ Bucket, Key: `${prefix}${file}` });
  const explained = async <T>(work: Promise<T>) => await work.catch((cause: unknown) => explainS3(cause, place));

  async function sizeOf(file: string): Promise<number | undefined> {
    const found = client.send(new HeadObjectCommand(at(file))).catch((error: unknown) => {
      if (error instanceof NotFound) return undefined;
      throw error;
    });
    return (await explained(found))?.ContentLength;
  }

  /** A connection that breaks is followed by another one, which goes on where the first one ended. */
  async function* toTheEnd(file: string, first: GetObjectCommandOutput): AsyncGenerator<Uint8Array> {
    const { ETag, ContentLength: whole } = first;
    let body = first.Body;
    for (let [read, breaks] = [0, 0]; body instanceof Readable; ) {
      try {
        for await (const chunk of body) {
          read += chunk.length;
          yield chunk;
        }
        return;
      } catch (cause) {
        breaks += 1;
        if (breaks > mostBreaks) throw cause;
        if (read === whole) return;
        await sleep(Math.min(100 * 2 ** breaks, 10_000));
        const same = ETag === undefined ? {} : { IfMatch: ETag };
        const rest = new GetObjectCommand({ ...at(file), ...same, Range: `bytes=${read}-` });
        const answer = await explained(client.send(rest));
        // Not everything that speaks S3 reads from the middle.
        if (!answer.ContentRange?.startsWith(`bytes ${read}-`)) throw cause;
        body = answer.Body;
      }
    }
  }

  return {
    name: place,
    async begin() {
      // Also says in words why the bucket cannot be used; an answer to HEAD has none.
      const listed = await explained(client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix })));
      // Some tools, and some servers, make an empty object for each folder.
      const keys = (listed.Contents ?? []).map(({ Key = "" }) => Key).filter((key) => !key.endsWith("/"));
      const files = keys.map((key) => key.slice(prefix.length));
      if ((await sizeOf(manifestFile)) !== undefined) {
        throw new BackupError(`${place} holds a backup already. Name a new prefix, for example ${place}-2.`);
      }
      const other = files.find((file) => !isOfBackup(file));
      if (other !== undefined) {
        throw new BackupError(`${place} holds something else (${other}). Name a new prefix, for example ${place}-2.`);
      }
      return { resumes: files.length > 0 };
    },
    async write(file, content) {
      const upload = { client, params: { ...at(file), Body: content }, partSize: partBytes, queueSize: 2 };
      await explained(new Upload(upload).done());
    },
    async read(file) {
      const asked = client.send(new GetObjectCommand(at(file))).catch((error: unknown) => {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      });
      const found = await explained(asked);
      return found && Readable.from(toTheEnd(file, found), { objectMode: false });
    },
    sizeOf,
    finish: async () => {},
    // What was written stays, for the next attempt: the manifest is not there, so that it is no backup.
    abandon: async () => {},
  };
}
