/**
 * Tokens with which MSK knows the role of this process: a signed address in base64, good for fifteen minutes. A test compares
 * them with those of AWS's own signer, which would bring thirty packages for them.
 */
import { version } from "../../version.ts";

type Credentials = () => Promise<{ accessKeyId: string; secretAccessKey: string; sessionToken?: string | undefined }>;

const goodForSeconds = 900;

let found: Promise<Credentials> | undefined;

/** As AWS's tools find them: the environment, a profile, the role of a task or of a machine. Renewed when they run out. */
function findCredentials(): Promise<Credentials> {
  found ??= import("@aws-sdk/credential-provider-node").then(({ defaultProvider }) => defaultProvider());
  return found;
}

/** kafkajs asks for one with each connection, and again before the broker ends the session. */
export async function mskToken(region: string, credentials?: Credentials): Promise<string> {
  const [{ AwsV4Signer }, identity] = await Promise.all([
    import("aws4fetch"),
    (credentials ?? (await findCredentials()))().catch((cause: unknown) => {
      throw new Error("There are no credentials of AWS for Kafka. Give this process a role, or AWS_ACCESS_KEY_ID.", {
        cause,
      });
    }),
  ]);
  const asked = new URL(`https://kafka.${region}.amazonaws.com/`);
  asked.searchParams.set("Action", "kafka-cluster:Connect");
  asked.searchParams.set("X-Amz-Expires", String(goodForSeconds));
  const { accessKeyId, secretAccessKey, sessionToken } = identity;
  const signer = new AwsV4Signer({
    ...{ url: asked.href, service: "kafka-cluster", region, signQuery: true, accessKeyId, secretAccessKey },
    ...(sessionToken !== undefined && { sessionToken }),
  });
  const { url } = await signer.sign();
  // Not part of what is signed: AWS counts by it.
  url.searchParams.set("User-Agent", `patchbay/${version}`);
  return Buffer.from(url.href).toString("base64url");
}
