import { S3ServiceException } from "@aws-sdk/client-s3";
import { BackupError } from "../manifest.ts";

const needed = "s3:ListBucket, s3:GetObject, s3:PutObject and s3:AbortMultipartUpload";

const busy = "it asked for fewer requests however long it was tried. Run the same command again later";

/** By the name of the error in S3's protocol: what a person can do about it. */
const reasons: Readonly<Record<string, string>> = {
  NoSuchBucket: "this bucket does not exist. Make it first, or check its name",
  AccessDenied: `the credentials may not do that. They need ${needed} there`,
  Forbidden: `the credentials may not do that. They need ${needed} there`,
  InvalidAccessKeyId: "it does not know the access key. Check AWS_ACCESS_KEY_ID or the profile",
  SignatureDoesNotMatch: "the secret access key is not the one of the access key. Check AWS_SECRET_ACCESS_KEY",
  ExpiredToken: "the credentials have expired",
  RequestTimeTooSkewed: "the clock of this machine is wrong",
  PermanentRedirect: "the bucket is in another region. Set AWS_REGION to that of the bucket",
  AuthorizationHeaderMalformed: "the bucket is in another region. Set AWS_REGION to that of the bucket",
  SlowDown: busy,
  ServiceUnavailable: busy,
  InternalError: "it has a fault of its own. Run the same command again later",
  CredentialsProviderError:
    "no credentials were found. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, a profile, or a role of this machine",
};

/** Throws a sentence for what S3 refuses, or for an S3 that does not answer; anything else as it is. */
export function explainS3(cause: unknown, place: string): never {
  if (cause instanceof BackupError || !(cause instanceof Error)) throw cause;
  const reason = reasons[cause.name];
  if (reason !== undefined) throw new BackupError(`${place} cannot be used: ${reason}.`, { cause });
  if (cause instanceof S3ServiceException) {
    const status = cause.$metadata.httpStatusCode ?? 500;
    // An answer to HEAD has no name.
    if (status === 503 || status === 429) throw new BackupError(`${place} cannot be used: ${busy}.`, { cause });
    throw new BackupError(`${place} cannot be used: S3 answers ${status} (${cause.name}).`, { cause });
  }
  const code = "code" in cause ? String(cause.code) : "";
  if (cause.name !== "TimeoutError" && !/^(ECONN|ENOTFOUND|EAI_|EPIPE|ETIMEDOUT|EHOST)/.test(code)) throw cause;
  throw new BackupError(`${place} cannot be used: S3 does not answer (${code || cause.name}). Try again.`, { cause });
}
