import type { Metadata } from "next";
import { StoresPage } from "../../../../components/stores/stores-page.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { session } from "../../../session.ts";

export const metadata: Metadata = { title: "Stores" };

export default async function Page() {
  await session();
  const api = await pageCaller();
  return <StoresPage initial={await api.stores.list()} />;
}
