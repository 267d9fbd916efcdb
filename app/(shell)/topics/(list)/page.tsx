import type { Metadata } from "next";
import { TopicsPage } from "../../../../components/topics/topics-page.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { session } from "../../../session.ts";

export const metadata: Metadata = { title: "Topics" };

export default async function Page() {
  await session();
  const api = await pageCaller();
  return <TopicsPage initial={await api.topics.list()} />;
}
