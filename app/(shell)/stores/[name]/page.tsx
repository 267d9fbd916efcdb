import type { Metadata } from "next";
import { StorePage } from "../../../../components/stores/store-page.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { orNotFound, session } from "../../../session.ts";

type Props = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Props) {
  await session();
  const name = decodeURIComponent((await params).name);
  await orNotFound((await pageCaller()).stores.entries({ name, limit: 1 }));
  return <StorePage key={name} name={name} />;
}
