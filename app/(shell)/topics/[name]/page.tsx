import type { Metadata } from "next";
import { TopicPage } from "../../../../components/topics/topic-page.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { orNotFound, session } from "../../../session.ts";

export const metadata: Metadata = { title: "Topic" };

export default async function Page({ params }: { params: Promise<{ name: string }> }) {
  await session();
  const name = decodeURIComponent((await params).name);
  const api = await pageCaller();
  const topic = await orNotFound(api.topics.get({ name }));
  return <TopicPage key={name} initial={topic} />;
}
