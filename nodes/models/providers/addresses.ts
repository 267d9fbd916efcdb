/** A path behind a base URL, which may end in a version already, such as /v1. That one counts. */
export function apiUrl(baseUrl: string, path: string): string {
  const base = baseUrl.replace(/\/+$/, "");
  return /\/v\d\w*$/.test(base) ? base + path.replace(/^\/v\d\w*/, "") : base + path;
}

/** Where Amazon Bedrock lists its models: beside its runtime, at a host of its own in the same region. */
export function bedrockUrl(baseUrl: string, path: string): string {
  const url = new URL(baseUrl);
  if (url.hostname.endsWith(".amazonaws.com")) url.hostname = url.hostname.replace(/^bedrock-runtime/, "bedrock");
  return `${url.href.replace(/\/+$/, "")}${path}`;
}

/**
 * Of a resource at Azure, whose base URL may end in /openai or /openai/v1. With a dated `api-version` the deployment is a part
 * of the path.
 */
export function azureUrl(baseUrl: string, path: string, deployment?: string): string {
  const { origin, pathname, searchParams } = new URL(baseUrl);
  const root = `${origin}${pathname.replace(/\/+$/, "").replace(/\/openai(\/v1)?$/, "")}/openai`;
  const version = searchParams.get("api-version");
  const query = version === null ? "" : `?api-version=${encodeURIComponent(version)}`;
  if (version === null || !/^\d{4}-/.test(version)) return `${root}/v1/${path}${query}`;
  const place = deployment === undefined ? "" : `deployments/${encodeURIComponent(deployment)}/`;
  return `${root}/${place}${path}${query}`;
}

/**
 * At Vertex AI, in the project and the region that the base URL names; without a project in it, in that of the service account
 * and the region of the host. An API key names its project itself.
 */
export function vertexUrl(baseUrl: string, path: string, project: string | undefined): string {
  const base = baseUrl.replace(/\/+$/, "");
  if (/\/projects\/[^/]+\/locations\/[^/]+$/.test(base)) return `${base}/${path}`;
  const region = /^([a-z0-9-]+)-aiplatform\./.exec(new URL(base).hostname)?.[1] ?? "global";
  const place = project === undefined ? "" : `projects/${encodeURIComponent(project)}/locations/${region}/`;
  return apiUrl(base, `/v1/${place}${path}`);
}

/** Where Vertex AI lists Google's models, for all projects. */
export function vertexListUrl(baseUrl: string): string {
  return `${new URL(baseUrl).origin}/v1beta1/publishers/google/models?pageSize=300`;
}
