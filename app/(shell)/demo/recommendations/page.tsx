import type { Metadata } from "next";
import { RecommendationsPage } from "../../../../components/demo/recommendations-page.tsx";
import { session } from "../../../session.ts";

export const metadata: Metadata = { title: "Recommendations in real time" };

export default async function Page() {
  await session();
  return <RecommendationsPage />;
}
