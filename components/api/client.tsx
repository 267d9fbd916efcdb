"use client";
import type { QueryClient } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { PatchbayError } from "../../lib/errors.ts";
import { exactTransformer as transformer } from "../../lib/values/trpc-json.ts";
import type { AppRouter } from "../../server/api/router.ts";
import { workspaceHeaders } from "./current-workspace.ts";
import { noteAnswer } from "./sign-in/signed-out.ts";

const url = "/api/trpc";

export type ApiClient = ReturnType<typeof makeClient>;

/** The page's way to the server, and what its parts have read, from the first part on that reads with queries. */
type Api = { client: ApiClient; queries?: QueryClient };

const ApiContext = createContext<Api | undefined>(undefined);

/**
 * The typed way to the server. Calls made at the same moment share one request; runs are watched over SSE. Parts of the page that
 * use queries stand inside `Queries` (provider.tsx), which a page need not load before it shows such a part.
 */
export function ApiClientProvider({ children }: { children: ReactNode }) {
  const [api] = useState((): Api => ({ client: makeClient() }));
  // A page that was left has no use for what it read. React takes this down before the page's parts, and each query that
  // loses its last reader sets a timer that keeps everything: so it is cleared once they are all gone.
  useEffect(() => () => queueMicrotask(() => api.queries?.clear()), [api]);
  return <ApiContext value={api}>{children}</ApiContext>;
}

export function useApi(): Api {
  const api = useContext(ApiContext);
  if (!api)
    throw new PatchbayError("internal", "This part of the page is not connected to the server. Reload the page.");
  return api;
}

export function useTRPCClient(): ApiClient {
  return useApi().client;
}

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({
          url,
          transformer,
          connectionParams: () => ({ workspace: workspaceHeaders()["x-patchbay-workspace"] }),
        }),
        false: httpBatchLink({
          ...{ url, maxURLLength: 8000, transformer, headers: workspaceHeaders },
          async fetch(address, init) {
            const answer = await fetch(address, { ...init, signal: init?.signal ?? null });
            noteAnswer(answer.status);
            return answer;
          },
        }),
      }),
    ],
  });
}
