/** What Amazon Bedrock wants to be shown: a key of its own, or a request signed with the keys of an account (SigV4). */
import type { ModelCredential } from "./credential.ts";

type Call = { url: string; method: string; body: string };

const keyPair = /^([A-Z0-9]{16,128}):([^:\s]+)(?::(\S+))?$/;

export async function awsHeaders({ secret }: ModelCredential, call: Call): Promise<Record<string, string>> {
  const [, accessKeyId, secretAccessKey, sessionToken] = keyPair.exec(secret) ?? [];
  if (accessKeyId === undefined || secretAccessKey === undefined) return { authorization: `Bearer ${secret}` };
  const { AwsV4Signer } = await import("aws4fetch");
  const signer = new AwsV4Signer({
    ...{ method: call.method, url: call.url, accessKeyId, secretAccessKey, service: "bedrock" },
    ...(call.body === "" ? {} : { body: call.body, headers: { "content-type": "application/json" } }),
    ...(sessionToken === undefined ? {} : { sessionToken }),
    region: regionOf(call.url),
  });
  const { headers } = await signer.sign();
  return Object.fromEntries(headers);
}

/** A host that does not name its region, such as a proxy's, has the first one. */
function regionOf(url: string): string {
  return /^bedrock(?:-runtime)?(?:-fips)?\.([a-z0-9-]+)\./.exec(new URL(url).hostname)?.[1] ?? "us-east-1";
}
