import type { Metadata } from "next";
import { StorePage } from "../../../../components/stores/store-page.tsx";
import { session } from "../../../session.ts";

export const metadata: Metadata = { title: "Store" };

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  await session();
  const name = decodeURIComponent((await params).name);
  return <StorePage key={name} name={name} />;
}
