import type { Metadata } from "next";
import { StorePage } from "../../../../components/stores/store-page.tsx";
import { session } from "../../../session.ts";

type Props = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Props) {
  await session();
  const name = decodeURIComponent((await params).name);
  return <StorePage key={name} name={name} />;
}
