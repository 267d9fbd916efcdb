import type { HttpFetch } from "../../lib/http.ts";
import { type FetchFor, openSchemaRegistries } from "../../nodes/events/registry/schema-registry.ts";
import { openSchemaWriters } from "../../nodes/events/registry/write/schema-writers.ts";
import type { Fetch } from "../../platform/guarded-fetch.ts";
import { makeHttpClient } from "../../platform/http-client.ts";
import { openSignIn } from "../../platform/sign-in.ts";
import { noCredential, type OpenCredential } from "../../platform/vault/credentials.ts";

type Read = (workspaceId: string, id: string) => Promise<OpenCredential | undefined>;

/** Reads and writes by schemas as workers do: through the guarded client, with a credential of the workspace. */
export function openSchemas(fetch: Fetch, read: Read) {
  const http = makeHttpClient(fetch);
  const signIn = openSignIn(http);
  const fetchFor: FetchFor = (workspaceId, id): HttpFetch => {
    if (id === "") return http;
    return async (url, request) => {
      const credential = await read(workspaceId, id);
      if (!credential) throw noCredential();
      return await signIn.of(credential)(url, request);
    };
  };
  return { schemas: openSchemaRegistries(fetchFor), schemaWriters: openSchemaWriters(fetchFor, "the request") };
}
