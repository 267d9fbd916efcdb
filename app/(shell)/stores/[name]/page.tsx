import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { StorePage } from "../../../../components/stores/store-page.tsx";
import { storeNamePattern } from "../../../../lib/state/state-change.ts";
import { session } from "../../../session.ts";

type Props = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Props) {
  await session();
  const name = decodeURIComponent((await params).name);
  if (!storeNamePattern.test(name)) notFound();
  return <StorePage key={name} name={name} />;
}
