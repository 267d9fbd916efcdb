import { generateAuthTokenFromCredentialsProvider } from "aws-msk-iam-sasl-signer-js";
import { expect, test, vi } from "vitest";
import { mskToken } from "./msk-token.ts";

const role = { accessKeyId: "AKIAEXAMPLE", secretAccessKey: "secret/of+a role", sessionToken: "token/with+signs==" };
const parts = (token: string) => {
  const { origin, pathname, searchParams } = new URL(Buffer.from(token, "base64url").toString());
  const { "User-Agent": agent, ...signed } = Object.fromEntries(searchParams);
  return { origin, pathname, agent, signed };
};

test.each([
  ["a role", role],
  ["a user", { ...role, sessionToken: undefined }],
])("a token of %s is the one that AWS's own signer makes at that moment, signature and all", async (_of, given) => {
  vi.useFakeTimers({ now: Date.parse("2026-11-29T12:00:00Z"), toFake: ["Date"] });
  try {
    const { sessionToken, ...keys } = given;
    const identity = sessionToken === undefined ? keys : { ...keys, sessionToken };
    const theirs = await generateAuthTokenFromCredentialsProvider({
      region: "eu-central-1",
      awsCredentialsProvider: async () => identity,
    });
    const token = await mskToken("eu-central-1", async () => identity);
    expect(token).toMatch(/^[\w-]+$/);
    const { agent, ...ours } = parts(token);
    const { agent: _, ...expected } = parts(theirs.token);
    expect(ours).toEqual(expected);
    expect(ours.signed["X-Amz-Signature"]).toMatch(/^[0-9a-f]{64}$/);
    expect(agent).toMatch(/^patchbay\//);
  } finally {
    vi.useRealTimers();
  }
});

test("without credentials it says what to do, and nothing of them", async () => {
  const none = mskToken("eu-central-1", async () => {
    throw new Error("CredentialsProviderError");
  });
  await expect(none).rejects.toThrow("There are no credentials of AWS for Kafka. Give this process a role");
});
