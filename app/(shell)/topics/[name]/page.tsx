import type { Metadata } from "next";
import { TopicPage } from "../../../../components/topics/topic-page.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { orNotFound, session } from "../../../session.ts";

type Props = { params: Promise<{ name: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: decodeURIComponent((await params).name) };
}

export default async function Page({ params }: Props) {
  await session();
  const name = decodeURIComponent((await params).name);
  const api = await pageCaller();
  const topic = await orNotFound(api.topics.get({ name }));
  return <TopicPage key={name} initial={topic} />;
}
