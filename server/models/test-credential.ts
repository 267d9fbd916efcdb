import { listPineconeIndexes } from "../../collections/pinecone/list-indexes.ts";
import { PatchbayError } from "../../lib/errors.ts";
import { ModelService } from "../../lib/models/models.ts";
import type { CredentialProvider, CredentialTest } from "../../lib/views/api-views.ts";
import { listProviderModels } from "../../nodes/models/providers/provider-models.ts";
import { tryModel } from "../../nodes/models/providers/try-model.ts";
import type { Fetch } from "../../platform/guarded-fetch.ts";
import { makeHttpClient } from "../../platform/http-client.ts";
import type { Mailer } from "../../platform/mail/mailer.ts";
import { openSignIn } from "../../platform/sign-in.ts";
import type { Clusters } from "../../platform/topics/clusters/clusters.ts";
import { addressOf } from "../../platform/vault/credentials.ts";

/** What a credential consists of; it need not be stored. */
type Candidate = { provider: CredentialProvider; baseUrl: string; secret: string } & TestDeps;
export type TestDeps = { fetch: Fetch; mailer: Mailer; clusters: Clusters };

const listMs = 10_000;
const answerMs = 20_000;
const mostTries = 3;

/** Calls the provider as a node or a collection would. A refusal is an answer, not an error; throws for a bad address. */
export async function testCredential(asked: Candidate, signal?: AbortSignal): Promise<CredentialTest> {
  const { baseUrl } = addressOf(asked.provider, asked.baseUrl);
  const candidate = { ...asked, baseUrl };
  const told = await tests[candidate.provider](candidate, signal ?? new AbortController().signal);
  // Some providers repeat the key they refuse.
  return {
    ...told,
    message: secretsIn(candidate.secret).reduce((text, secret) => text.replaceAll(secret, "…"), told.message),
  };
}

/** The keys of an account are two or three in one. */
function secretsIn(secret: string): string[] {
  return [secret, ...secret.split(":")].filter((each) => each.length >= 8 || (each !== "" && each === secret));
}

type Test = (candidate: Candidate, signal: AbortSignal) => Promise<CredentialTest>;

const tests = {
  "openai-compatible": testAnswer,
  openai: testAnswer,
  anthropic: testAnswer,
  google: testAnswer,
  mistral: testAnswer,
  groq: testAnswer,
  vertex: testAnswer,
  cohere: testAnswer,
  // It lists what could be deployed; what is deployed goes by names of one's own.
  // Which of them an account may ask differs.
  bedrock: (candidate, signal) => testList(candidate, signal, "It answers, and lists no model."),
  "azure-openai": (candidate, signal) => testList(candidate, signal, "It answers, and lists no model."),
  ollama: (candidate, signal) =>
    testList(candidate, signal, "It answers, and has no model yet. Pull one with “ollama pull”."),
  pinecone: async ({ secret, baseUrl, fetch }, signal) => {
    const ask = { apiKey: secret, baseUrl, fetchApi: fetch };
    const count = await outcomeOf((limit) => listPineconeIndexes({ ...ask, signal: limit }), { signal, ms: listMs });
    if ("failure" in count) return failed("Its indexes could not be listed.", count.failure);
    return { ok: true, message: `It works: ${count.value} ${count.value === 1 ? "index" : "indexes"}.` };
  },
  secret: async ({ secret }) => {
    if (secret === "") return { ok: false, message: "Enter the secret that the sender of requests knows too." };
    return { ok: true, message: "Nothing is called with it: requests to Patchbay are checked with it." };
  },
  smtp: async ({ baseUrl, secret, mailer }, signal) => {
    const login = await outcomeOf((limit) => mailer.test({ baseUrl, secret }, limit), { signal, ms: answerMs });
    if ("failure" in login) return failed("The mail server does not take mail from it.", login.failure);
    return { ok: true, message: `It works: ${login.value}` };
  },
  kafka: async ({ baseUrl, secret, clusters }, signal) => {
    const topics = await outcomeOf((limit) => clusters.tryOut({ baseUrl, secret }, limit), { signal, ms: answerMs });
    if ("failure" in topics) return failed("The cluster could not be asked for its topics.", topics.failure);
    const [first] = topics.value;
    if (first === undefined)
      return { ok: true, message: "Kafka answers, and shows this user no topic. It may need an ACL (Describe)." };
    const count = topics.value.length === 1 ? "1 topic" : `${topics.value.length} topics`;
    return { ok: true, message: `It works: ${count}, such as ${first}.` };
  },
  bearer: testService,
  "api-key": testService,
  basic: testService,
  "oauth-client": testService,
} as const satisfies Record<CredentialProvider, Test>;

/** Which of its addresses asks for the credential is not known; one that refuses it says so. */
async function testService(candidate: Candidate, signal: AbortSignal): Promise<CredentialTest> {
  const fetch = openSignIn(makeHttpClient(candidate.fetch)).of(candidate);
  const { baseUrl } = candidate;
  const got = await outcomeOf((limit) => fetch(baseUrl, { signal: limit }), { signal, ms: answerMs });
  const { host } = new URL(baseUrl);
  if ("failure" in got) return failed(`${host} could not be called.`, got.failure);
  const { status } = got.value;
  const isRefused = status === 401 || status === 403;
  if (isRefused) return { ok: false, message: `${host} refused it: it returned ${status}.` };
  return {
    ok: true,
    message: `${host} answers (${status}). A node that uses the credential shows whether it is accepted.`,
  };
}

/** For services whose list is shown only to those whose key is right, or who ask for none. */
async function testList(candidate: Candidate, signal: AbortSignal, none: string): Promise<CredentialTest> {
  const names = await outcomeOf((limit) => listModels(candidate, limit), { signal, ms: listMs });
  if ("failure" in names) return failed("Its models could not be listed.", names.failure);
  const [first] = names.value;
  if (first === undefined) return { ok: true, message: none };
  return { ok: true, message: `It works: ${countOf(names.value)}, such as ${first}.` };
}

/** Some servers list their models to anyone, so only a model's answer says that the key is accepted. */
async function testAnswer(candidate: Candidate, signal: AbortSignal): Promise<CredentialTest> {
  const names = await outcomeOf((limit) => listModels(candidate, limit), { signal, ms: listMs });
  if ("failure" in names) return failed("Its models could not be listed.", names.failure);
  if (names.value.length === 0)
    return { ok: false, message: "The server answers, but lists no model that the key could be tested with." };
  const credential = credentialOf(candidate);
  let failure: { model: string; reason: string } | undefined;
  for (const model of likelyChatModels(names.value).slice(0, mostTries)) {
    const answer = await outcomeOf((limit) => tryModel(credential, model, limit), { signal, ms: answerMs });
    if (!("failure" in answer)) return { ok: true, message: `It works: ${countOf(names.value)}; ${model} answered.` };
    failure ??= { model, reason: answer.failure };
  }
  return failed(`Its models are listed, but ${failure?.model} did not answer.`, failure?.reason ?? "");
}

const credentialOf = ({ provider, baseUrl, secret, fetch }: Candidate) =>
  ({ provider: ModelService.parse(provider), baseUrl, secret, fetch, host: new URL(baseUrl).host }) as const;

async function listModels(candidate: Candidate, signal: AbortSignal): Promise<string[]> {
  return (await listProviderModels(credentialOf(candidate), signal)).map(({ name }) => name);
}

/** Only which to try first: names say little, and each answers for itself. */
const otherKinds =
  /embed|whisper|tts|dall|image|audio|speech|transcri|moderat|rerank|realtime|davinci|babbage|sora|vision-encoder/i;

function likelyChatModels(names: readonly string[]): string[] {
  return [...names].sort((a, b) => Number(otherKinds.test(a)) - Number(otherKinds.test(b)));
}

async function outcomeOf<T>(
  call: (signal: AbortSignal) => Promise<T>,
  { signal, ms }: { signal: AbortSignal; ms: number },
): Promise<{ value: T } | { failure: string }> {
  const timeout = AbortSignal.timeout(ms);
  try {
    return { value: await call(AbortSignal.any([signal, timeout])) };
  } catch (thrown) {
    signal.throwIfAborted();
    if (timeout.aborted) return { failure: `There was no answer within ${ms / 1000} seconds. Check the address.` };
    if (!(thrown instanceof PatchbayError)) throw thrown;
    return { failure: thrown.userMessage.replace(" in Settings → Models and credentials", "") };
  }
}

const failed = (what: string, why: string): CredentialTest => ({ ok: false, message: `${what} ${why}` });
const countOf = (names: readonly string[]) => (names.length === 1 ? "1 model" : `${names.length} models`);
