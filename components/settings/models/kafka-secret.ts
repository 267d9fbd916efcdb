/** How a cluster is signed in to, as the fields of its form; what is stored is JSON (platform/broker/kafka/kafka-credential.ts). */
export const signIns = [
  { value: "none", label: "None" },
  { value: "plain", label: "PLAIN", hint: "a name and a password" },
  { value: "scram-sha-256", label: "SCRAM-SHA-256", hint: "a name and a password" },
  { value: "scram-sha-512", label: "SCRAM-SHA-512", hint: "a name and a password" },
  { value: "oauthbearer", label: "OAUTHBEARER", hint: "a token for a client and its secret" },
  { value: "aws-msk-iam", label: "AWS MSK IAM", hint: "an access key" },
] as const;
export type SignIn = (typeof signIns)[number]["value"];

export const encryptions = [
  { value: "tls", label: "TLS" },
  { value: "none", label: "Without" },
] as const;
type Encryption = (typeof encryptions)[number]["value"];

export type KafkaPart = { name: string; label: string; hint?: string; isSecret?: boolean; isOptional?: boolean };
const password: readonly KafkaPart[] = [
  { name: "username", label: "User name" },
  { name: "password", label: "Password", isSecret: true },
];

export const signInParts: Readonly<Record<SignIn, readonly KafkaPart[]>> = {
  none: [],
  plain: password,
  "scram-sha-256": password,
  "scram-sha-512": password,
  oauthbearer: [
    { name: "tokenUrl", label: "Token address", hint: "Such as https://login.example.com/token." },
    { name: "clientId", label: "Client id" },
    { name: "clientSecret", label: "Client secret", isSecret: true },
    { name: "scope", label: "Scope", isOptional: true },
  ],
  "aws-msk-iam": [
    { name: "region", label: "Region", hint: "Such as eu-central-1." },
    { name: "accessKeyId", label: "Access key id" },
    { name: "secretAccessKey", label: "Secret access key", isSecret: true },
    { name: "sessionToken", label: "Session token", isSecret: true, isOptional: true },
  ],
};

export type KafkaForm = {
  encryption: Encryption;
  ca: string;
  cert: string;
  key: string;
  signIn: SignIn;
  parts: Readonly<Record<string, string>>;
};

export const newKafkaForm: KafkaForm = { encryption: "tls", ca: "", cert: "", key: "", signIn: "none", parts: {} };

export function writeKafkaSecret({ encryption, ca, cert, key, signIn, parts }: KafkaForm): string {
  const tls = encryption === "tls" ? { tls: given({ ca, cert, key }) } : {};
  if (signIn === "none") return JSON.stringify(tls);
  const all = given(Object.fromEntries(signInParts[signIn].map(({ name }) => [name, parts[name] ?? ""])));
  if (signIn !== "aws-msk-iam") return JSON.stringify({ ...tls, sasl: { mechanism: signIn, ...all } });
  const { region, ...identity } = all;
  return JSON.stringify({ ...tls, sasl: { mechanism: signIn, region, identity } });
}

function given(texts: Readonly<Record<string, string>>): Record<string, string> {
  const trimmed = Object.entries(texts).map(
    ([name, text]) => [name, name === "password" ? text : text.trim()] as const,
  );
  return Object.fromEntries(trimmed.filter(([, text]) => text !== ""));
}
