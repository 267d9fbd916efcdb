/** A failed check: a sentence, and what to do. */
export class Problem extends Error {
  override name = "Problem";
  readonly advice: string;

  constructor(problem: string, advice: string) {
    super(problem);
    this.advice = advice;
  }
}

/** A check that cannot be made here, which is no fault of the installation. */
export class LeftOut extends Error {
  override name = "LeftOut";
}

/** What those who run the installation can do, by what was said: of a storage of files, the name of S3's error. */
const knownCauses: readonly [RegExp, string][] = [
  [
    /SignatureDoesNotMatch|InvalidAccessKeyId|ExpiredToken|CredentialsProvider/,
    "Check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of OF, or the role that they have, then start them anew.",
  ],
  [
    /AccessDenied|Forbidden/,
    "Give the credentials of OF s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject below PATCHBAY_FILES.",
  ],
  [/NoSuchBucket/, "Make the bucket, or correct PATCHBAY_FILES of OF, and start them anew."],
  [
    /PermanentRedirect|AuthorizationHeaderMalformed/,
    "Set AWS_REGION of OF to the region of the bucket, and start them anew.",
  ],
  [/RequestTimeTooSkewed/, "Set the clock of the machine of OF."],
  [
    /storage of files does not answer/,
    "Check AWS_ENDPOINT_URL_S3 and AWS_REGION of OF, that the storage runs, and every firewall between them.",
  ],
  [
    /takes no changes/,
    "Check the disk of Postgres and its log: it may be full, or read-only. Runs go on when it takes changes again.",
  ],
];

/** The same problem, with advice for those who run the installation where its cause is known. `of`: which processes to look at. */
export function withAdvice(found: Problem, of: "web" | "workers"): Problem {
  const known = knownCauses.find(([pattern]) => pattern.test(found.message));
  return known ? new Problem(found.message, known[1].replaceAll("OF", of)) : found;
}
