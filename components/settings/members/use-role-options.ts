"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "../../api/provider.tsx";
import { roleOptions } from "./roles.ts";

/** The three roles, and those of the workspace's own by their id. */
export function useRoleOptions(): readonly { value: string; label: string }[] {
  const trpc = useTRPC();
  const { data = [] } = useQuery({ ...trpc.roles.list.queryOptions(), staleTime: 10_000 });
  return [...roleOptions, ...data.map(({ id, name }) => ({ value: id, label: name }))];
}
