"use client";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createTRPCContext } from "@trpc/tanstack-react-query";
import type { ReactNode } from "react";
import type { AppRouter } from "../../server/api/router.ts";
import { ApiClientProvider, useApi } from "./client.tsx";
import { mayRetry } from "./user-message.ts";

const context = createTRPCContext<AppRouter>();

export const useTRPC = context.useTRPC;

/** How long what no one shows is kept. An answer that comes after its page was left keeps the page's memory as long. */
const keptFor = 30_000;

/** The typed way to the server, with queries. */
export function ApiProvider({ children }: { children: ReactNode }) {
  return (
    <ApiClientProvider>
      <Queries>{children}</Queries>
    </ApiClientProvider>
  );
}

/** Lets a part of a page use queries; all such parts of a page share what they have read. */
export function Queries({ children }: { children: ReactNode }) {
  const api = useApi();
  api.queries ??= makeQueryClient();
  return (
    <QueryClientProvider client={api.queries}>
      <context.TRPCProvider trpcClient={api.client} queryClient={api.queries}>
        {children}
      </context.TRPCProvider>
    </QueryClientProvider>
  );
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
