import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from "@aws-sdk/client-s3";
import { PatchbayError } from "../../lib/errors.ts";
import type { ObjectStore } from "./objects.ts";

type Options = {
  region: string | undefined;
  endpoint: string | undefined;
  /** How long (ms) a store may say nothing before it counts as away. The SDK itself would wait for ever. */
  silentMs?: number;
  /** How often something is sent that S3 does not take for the moment, with pauses that grow. */
  attempts?: number;
};

const deletedAtOnce = 20;

/** Credentials are found as AWS's own tools find them: the environment, a profile, the role of a task or of a machine. */
export function openS3Store(place: string, options: Options): ObjectStore {
  const { bucket: Bucket, prefix } = partsOf(place);
  const client = s3Client(options);
  const keyOf = (id: string) => `${prefix}${id}`;
  const explained = async <T>(work: Promise<T>) => await work.catch((cause: unknown) => explain(cause, place));
  return {
    async put(id, data) {
      await explained(client.send(new PutObjectCommand({ Bucket, Key: keyOf(id), Body: data })));
    },
    async get(id) {
      const asked = client.send(new GetObjectCommand({ Bucket, Key: keyOf(id) }));
      const found = await explained(
        asked.catch((error: unknown) => {
          if (error instanceof NoSuchKey) return undefined;
          throw error;
        }),
      );
      return found?.Body && (await explained(found.Body.transformToByteArray()));
    },
    async delete(ids) {
      // One by one: not everything that speaks S3 deletes many by one call.
      for (let from = 0; from < ids.length; from += deletedAtOnce) {
        const some = ids.slice(from, from + deletedAtOnce);
        const gone = some.map((id) => client.send(new DeleteObjectCommand({ Bucket, Key: keyOf(id) })));
        await explained(Promise.all(gone));
      }
    },
    async *list() {
      let ContinuationToken: string | undefined;
      do {
        const page = { Bucket, Prefix: prefix, ...(ContinuationToken !== undefined && { ContinuationToken }) };
        const found = await explained(client.send(new ListObjectsV2Command(page)));
        for (const { Key = "", LastModified } of found.Contents ?? [])
          yield { id: Key.slice(prefix.length), at: LastModified ?? new Date() };
        ContinuationToken = found.NextContinuationToken;
      } while (ContinuationToken !== undefined);
    },
  };
}

/** As files are reached; tests make their bucket with it. */
export function s3Client({ region, endpoint, silentMs = 15_000, attempts = 3 }: Options): S3Client {
  return new S3Client({
    // What is no AWS mostly wants some region and does not look at it.
    region: region ?? "us-east-1",
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    // Others than AWS know no checksums at a body's end. What is read is compared with a hash of our own.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    maxAttempts: attempts,
    requestHandler: { connectionTimeout: 3000, socketTimeout: silentMs },
  });
}

/** s3://bucket/prefix, the prefix with a slash at its end when there is one. */
export function partsOf(place: string): { bucket: string; prefix: string } {
  const { hostname: bucket, pathname } = new URL(place);
  const path = pathname.replace(/^\/+|\/+$/g, "");
  return { bucket, prefix: path === "" ? "" : `${path}/` };
}

function explain(cause: unknown, place: string): never {
  const isRefusal =
    cause instanceof S3ServiceException && (cause.$metadata.httpStatusCode ?? 500) < 500 && !isBusy(cause);
  // Without any, nothing was asked.
  const hasNoCredentials = cause instanceof Error && cause.name === "CredentialsProviderError";
  if (!(isRefusal || hasNoCredentials)) throw unavailable(place, cause);
  throw new PatchbayError("internal", `The storage of files (${place}) refuses: ${cause.name}.`, { cause });
}

/** Some storages slow their callers down with 429, and S3 answers 400 where a body did not come in time. */
const isBusy = ({ name, $metadata: { httpStatusCode: status } }: S3ServiceException) =>
  status === 429 || status === 408 || name === "RequestTimeout" || name === "SlowDown";

function unavailable(place: string, cause: unknown): PatchbayError {
  return new PatchbayError("unavailable", "The storage of files does not answer. Try again in a moment.", {
    cause: new Error(`S3 at ${place}`, { cause }),
  });
}
