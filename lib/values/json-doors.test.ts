import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

/** What is read with JSON.parse or `.json()` loses digits, so no value of a pipeline may be among it. */
const others: Readonly<Record<string, string>> = {
  "components/account/sign-in.ts": "an error of the sign-in",
  "components/chat/compose/use-draft.ts": "what this browser keeps of a message that is being written",
  "components/api/read-content.ts": "why a file is refused",
  "components/api/upload-file.ts": "the row of a file",
  "components/editor/autosave/draft-store.ts": "a graph",
  "components/inspector/widgets/json-widget.tsx": "a setting",
  "components/navigation/use-docs-search.ts": "sections of the handbook",
  "collections/pinecone/list-indexes.ts": "Pinecone's own lists",
  "collections/pinecone/pinecone-index.ts": "Pinecone's own lists",
  "components/settings/models/secret-fields.tsx": "the parts of a secret while they are entered: texts",
  "engine/history/input-preview.ts": "a piece of a text",
  "lib/values/exact-json.ts": "the door itself",
  "lib/values/keys/repeated-keys.ts": "a key",
  "nodes/code/sandbox/instance.ts": "an envelope around text",
  "nodes/code/sandbox/host.ts": "arguments of functions such as those of Intl",
  "nodes/code/sandbox/strip-types.ts": "a source map",
  "nodes/models/embeddings/embed-texts.ts": "vectors",
  "nodes/models/protocols/chat/call-counter.ts": "only looked at",
  "nodes/models/providers/google-token.ts": "the token of an account",
  "nodes/models/providers/model-error.ts": "an error of a model's server",
  "nodes/models/providers/provider-models.ts": "names of models",
  "nodes/models/rerank/rerank-texts.ts": "scores",
  "nodes/models/sentence-encoder/weights.ts": "the files of a model",
  "platform/broker/kafka/oauth-token.ts": "the token of a client",
  "platform/sign-in.ts": "a credential's own parts and an OAuth token's answer",
  "platform/vault/credentials.ts": "a secret",
  "platform/version.ts": "package.json",
  "server/http/docs/openapi.ts": "the document of the API",
  "server/http/json-body.ts": "only looked at",
  "server/http/requests/storable-text.ts": "only looked at",
  "components/forms/remember-submission.ts": "which submission this browser sent",
  "components/forms/send-form.ts": "the texts of a form",
  "components/api/sign-in/ask-provider.ts": "where signing in leads",
  "components/api/sign-in/second-factor.ts": "an error of the sign-in",
  "components/api/sign-in/sign-out.ts": "where signing out leads",
  "server/auth/two-factor/two-factor.ts": "an answer of the sign-in",
  "nodes/events/registry/registry-client.ts": "an envelope around a schema's text",
  "nodes/events/registry/write/schema-writers.ts": "a schema",
  "nodes/mcp/event-stream.ts": "a message of MCP, for its id and method alone",
  "platform/env.ts": "a setting of the environment",
  "components/api/passkeys/ask-passkey.ts": "an answer of the sign-in",
  "server/auth/passkeys/open-passkeys.ts": "an authenticator's answer",
  "nodes/models/built-in/llama-child.ts": "settings of a process",
  "platform/broker/kafka/kafka-credential.ts": "a secret",
  "server/auth/oidc/back-channel.ts": "a form with a signed token",
  "server/auth/oidc/claims.ts": "an identity provider's words about a person",
  "server/auth/oidc/discovery.ts": "an identity provider's own addresses",
  "server/auth/oidc/provider-sign-in.ts": "where signing in leads",
};

test("values of pipelines are read by parseJson alone", () => {
  const rooms = "{app,collections,components,engine,expressions,lib,nodes,platform,server,state,workers}/**/*.{ts,tsx}";
  const found = globSync(rooms)
    .filter((file) => !file.includes(".test."))
    .filter((file) => /\bJSON\.parse\(|\.json\(\)/.test(withoutZod(readFileSync(file, "utf8"))));
  expect(found.sort()).toEqual(Object.keys(others).sort());
});

const withoutZod = (code: string) => code.replaceAll("z.json()", "");
