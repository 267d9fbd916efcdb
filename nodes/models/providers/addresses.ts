/** A path behind a base URL, which may end in a version already, such as /v1. That one counts. */
export function apiUrl(baseUrl: string, path: string): string {
  const base = baseUrl.replace(/\/+$/, "");
  return /\/v\d\w*$/.test(base) ? base + path.replace(/^\/v\d\w*/, "") : base + path;
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
