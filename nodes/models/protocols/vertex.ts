/** Google's models at Vertex AI, which speak as the Gemini API does, in a project and a region of one's own. */
import { vertexUrl } from "../providers/addresses.ts";
import { accountOf } from "../providers/google-token.ts";
import { geminiProtocol } from "./gemini.ts";

export const vertex = geminiProtocol((model, { baseUrl, secret }) =>
  vertexUrl(baseUrl, `publishers/google/models/${encodeURIComponent(model)}`, accountOf(secret)?.project_id),
);
