"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from "@trpc/client";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import { type ReactNode, useEffect, useState } from "react";
import type { AppRouter } from "../../server/api/router.ts";
import { mayRetry } from "./user-message.ts";

const context = createTRPCContext<AppRouter>();

export const useTRPC = context.useTRPC;
export const useTRPCClient = context.useTRPCClient;

const url = "/api/trpc";

/** How long what no one shows is kept. An answer that comes after its page was left keeps the page's memory as long. */
const keptFor = 30_000;

/** The typed way to the server. Calls made at the same moment share one request; runs are watched over SSE. */
export function ApiProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(makeQueryClient);
  const [trpcClient] = useState(makeClient);
  // A page that was left has no use for what it read. React takes this down before the page's parts, and each query that
  // loses its last reader sets a timer that keeps everything: so it is cleared once they are all gone.
  useEffect(() => () => queueMicrotask(() => queryClient.clear()), [queryClient]);
  return (
    <QueryClientProvider client={queryClient}>
      <context.TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
}

export type ApiClient = ReturnType<typeof makeClient>;

function makeClient() {
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === "subscription",
        true: httpSubscriptionLink({ url }),
        false: httpBatchLink({ url, maxURLLength: 8000 }),
      }),
    ],
  });
}

function makeQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        retry: (failures, problem) => failures < 2 && mayRetry(problem),
        refetchOnWindowFocus: false,
        gcTime: keptFor,
      },
      mutations: { gcTime: keptFor },
    },
  });
}
