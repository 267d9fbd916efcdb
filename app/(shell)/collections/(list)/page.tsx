import type { Metadata } from "next";
import { CollectionsPage } from "../../../../components/collections/collections-page.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { session } from "../../../session.ts";

export const metadata: Metadata = { title: "Collections" };

export default async function Page() {
  await session();
  const api = await pageCaller();
  return <CollectionsPage initial={await api.collections.list()} />;
}
