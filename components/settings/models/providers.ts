import { CredentialProvider } from "../../../lib/views/api-views.ts";

/** For Model service nodes. */
const ofService = {
  baseUrl: "https://models.example.com",
  hint: "For Model service nodes. It is sent to this server only, whatever its document says.",
  needsSecret: true,
} as const;

/** What the form of a credential says of each provider. */
export const providers = {
  "openai-compatible": {
    label: "OpenAI-compatible",
    baseUrl: "https://api.openai.com/v1",
    hint: "Any service that speaks OpenAI's chat completions. The address usually ends in /v1.",
    needsSecret: true,
  },
  openai: {
    label: "OpenAI",
    baseUrl: "https://api.openai.com/v1",
    hint: "OpenAI's own address, or that of a service with its Responses API.",
    needsSecret: true,
  },
  anthropic: {
    label: "Anthropic",
    baseUrl: "https://api.anthropic.com",
    hint: "Anthropic's own address, or that of a proxy.",
    needsSecret: true,
  },
  google: {
    label: "Google (Gemini API)",
    baseUrl: "https://generativelanguage.googleapis.com",
    hint: "The Gemini API's own address, or that of a proxy.",
    needsSecret: true,
  },
  "azure-openai": {
    label: "Azure OpenAI",
    baseUrl: "https://my-resource.openai.azure.com",
    hint: "The resource's address. Nodes name a deployment as their model. An api-version may follow: ?api-version=2024-10-21",
    needsSecret: true,
  },
  mistral: {
    label: "Mistral",
    baseUrl: "https://api.mistral.ai",
    hint: "Mistral's own address, or that of a proxy.",
    needsSecret: true,
  },
  groq: {
    label: "Groq",
    baseUrl: "https://api.groq.com/openai/v1",
    hint: "Groq's own address, or that of a proxy.",
    needsSecret: true,
  },
  cohere: {
    label: "Cohere",
    baseUrl: "https://api.cohere.com",
    hint: "Cohere's own address, or that of a proxy.",
    needsSecret: true,
  },
  bedrock: {
    label: "Amazon Bedrock",
    baseUrl: "https://bedrock-runtime.us-east-1.amazonaws.com",
    hint: "The runtime's address in your region. The key is a Bedrock API key, or ACCESS_KEY_ID:SECRET_ACCESS_KEY, and :SESSION_TOKEN behind it.",
    needsSecret: true,
  },
  vertex: {
    label: "Google Vertex AI",
    baseUrl: "https://us-central1-aiplatform.googleapis.com",
    hint: "The address of your region. The key is the JSON file of a service account, or an API key.",
    needsSecret: true,
  },
  ollama: {
    label: "Ollama",
    baseUrl: "http://localhost:11434",
    hint: "A host on a private network must also be listed in PATCHBAY_PRIVATE_HOSTS on this server.",
    needsSecret: false,
  },
  pinecone: {
    label: "Pinecone",
    baseUrl: "https://api.pinecone.io",
    hint: "Pinecone's own address, or that of a proxy.",
    needsSecret: true,
  },
  secret: {
    label: "Shared secret",
    baseUrl: "",
    hint: "",
    needsSecret: true,
  },
  smtp: {
    label: "Mail server (SMTP)",
    baseUrl: "smtps://mail.example.com:465",
    hint: "A host on a private network must also be listed in PATCHBAY_PRIVATE_HOSTS on this server.",
    needsSecret: false,
  },
  kafka: {
    label: "Kafka cluster",
    baseUrl: "",
    hint: "Addresses with ports, separated by commas. Those on a private network must also be listed in PATCHBAY_PRIVATE_HOSTS on this server, and so must the addresses that the cluster gives for its brokers.",
    needsSecret: false,
  },
  bearer: { label: "Service, bearer token", ...ofService },
  "api-key": { label: "Service, API key", ...ofService },
  basic: { label: "Service, name and password", ...ofService },
  "oauth-client": { label: "Service, OAuth client credentials", ...ofService },
} as const satisfies Record<CredentialProvider, { label: string; baseUrl: string; hint: string; needsSecret: boolean }>;

export const providerOptions = CredentialProvider.options.map((value) => ({ value, label: providers[value].label }));
