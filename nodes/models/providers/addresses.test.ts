import { expect, test } from "vitest";
import { apiUrl, azureUrl, bedrockUrl, vertexListUrl, vertexUrl } from "./addresses.ts";

test.each([
  ["https://api.anthropic.com/", "https://api.anthropic.com/v1/messages"],
  ["https://proxy.test/claude/v1", "https://proxy.test/claude/v1/messages"],
])("a path behind %s", (base, url) => {
  expect(apiUrl(base, "/v1/messages")).toBe(url);
});

test.each([
  ["https://lab.openai.azure.com", "https://lab.openai.azure.com/openai/v1/chat/completions"],
  ["https://lab.openai.azure.com/openai/v1/", "https://lab.openai.azure.com/openai/v1/chat/completions"],
  [
    "https://lab.openai.azure.com?api-version=preview",
    "https://lab.openai.azure.com/openai/v1/chat/completions?api-version=preview",
  ],
  [
    "https://lab.openai.azure.com/openai?api-version=2024-10-21",
    "https://lab.openai.azure.com/openai/deployments/my%20gpt/chat/completions?api-version=2024-10-21",
  ],
])("a deployment at %s", (base, url) => {
  expect(azureUrl(base, "chat/completions", "my gpt")).toBe(url);
});

test("Bedrock lists its models in the same region, and a proxy where it is", () => {
  expect(bedrockUrl("https://bedrock-runtime.eu-west-1.amazonaws.com", "/foundation-models")).toBe(
    "https://bedrock.eu-west-1.amazonaws.com/foundation-models",
  );
  expect(bedrockUrl("https://bedrock-runtime.proxy.test", "/foundation-models")).toBe(
    "https://bedrock-runtime.proxy.test/foundation-models",
  );
});

test.each([
  ["https://us-central1-aiplatform.googleapis.com", "lab", "/v1/projects/lab/locations/us-central1/models/m"],
  ["https://aiplatform.googleapis.com", "lab", "/v1/projects/lab/locations/global/models/m"],
  ["https://aiplatform.googleapis.com", undefined, "/v1/models/m"],
  ["https://aiplatform.googleapis.com/v1/projects/p/locations/eu", "lab", "/v1/projects/p/locations/eu/models/m"],
])("Vertex AI at %s in the project %s", (base, project, path) => {
  expect(vertexUrl(base, "models/m", project)).toBe(new URL(base).origin + path);
  expect(vertexListUrl(base)).toBe(`${new URL(base).origin}/v1beta1/publishers/google/models?pageSize=300`);
});
