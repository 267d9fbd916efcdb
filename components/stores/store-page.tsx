"use client";
import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useRouter } from "next/navigation";
import { useDeferredValue, useState } from "react";
import { useTRPCClient } from "../api/client.tsx";
import { useMay } from "../api/member.tsx";
import { useTRPC } from "../api/provider.tsx";
import { toastError } from "../api/toast-error.ts";
import { userMessage } from "../api/user-message.ts";
import { Button } from "../ui/form/button.tsx";
import { IconButton } from "../ui/form/icon-button.tsx";
import { SearchInput } from "../ui/form/search-input.tsx";
import { DeleteButton } from "../ui/overlay/delete-button.tsx";
import { EmptyState } from "../ui/page/empty-state.tsx";
import { PageHeader } from "../ui/page/page-header.tsx";
import { Skeleton } from "../ui/page/skeleton.tsx";
import { Notice } from "../ui/text/notice.tsx";
import { EntryList } from "./entry-list.tsx";

/** A store: its entries by their keys. */
export function StorePage({ name }: { name: string }) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const mayEdit = useMay("state.write");
  const [prefix, setPrefix] = useState("");
  const input = { name, prefix: useDeferredValue(prefix.trim()) };
  const pages = useInfiniteQuery({
    // Not tRPC's own options for infinite queries: they send a direction, which the API does not know.
    queryKey: [...trpc.stores.entries.pathKey(), input],
    queryFn: ({ pageParam: cursor }) => client.stores.entries.query({ ...input, ...(cursor && { cursor }) }),
    initialPageParam: "",
    getNextPageParam: (page) => page.nextCursor,
  });
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <>
      <PageHeader
        crumbs={[{ href: "/stores", label: "Stores" }]}
        title={name}
        actions={
          <>
            <IconButton label="Refresh" onClick={() => void pages.refetch()}>
              <RefreshCw aria-hidden className={pages.isFetching ? "motion-safe:animate-spin" : ""} />
            </IconButton>
            {mayEdit ? <DeleteStore name={name} /> : null}
          </>
        }
      />
      <div className="flex flex-col gap-3">
        <SearchInput
          label="Search keys"
          placeholder="Keys that begin with…"
          value={prefix}
          maxLength={256}
          onChange={setPrefix}
          className="max-w-72"
        />
        {pages.error ? <Notice tone="danger">{userMessage(pages.error)}</Notice> : null}
        {pages.isPending ? <Skeleton className="h-40" /> : null}
        {pages.data && entries.length === 0 ? (
          <EmptyState title={prefix === "" ? "No entries" : "No key begins with this"}>
            {prefix === ""
              ? "Nothing is kept in this store at the moment."
              : "Upper and lower case letters are different in keys."}
          </EmptyState>
        ) : null}
        {entries.length > 0 ? <EntryList store={name} entries={entries} /> : null}
        {pages.hasNextPage ? (
          <Button className="self-start" busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
            Show more
          </Button>
        ) : null}
      </div>
    </>
  );
}

function DeleteStore({ name }: { name: string }) {
  const trpc = useTRPC();
  const router = useRouter();
  const remove = useMutation(
    trpc.stores.delete.mutationOptions({ onError: toastError, onSuccess: () => router.push("/stores") }),
  );
  return (
    <DeleteButton name={name} busy={remove.isPending || remove.isSuccess} onConfirm={() => remove.mutate({ name })}>
      All of its entries are deleted. State nodes that use it begin with nothing.
    </DeleteButton>
  );
}
