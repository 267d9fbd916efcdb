import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { connection } from "next/server";
import { NodeGuidePage } from "../../../../components/docs/node-guide-page.tsx";
import type { NodeGuide } from "../../../../lib/views/node-guide.ts";
import { pageContext } from "../../../../server/page-context.ts";

type Props = { params: Promise<{ type: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await find(params))?.title ?? "Docs" };
}

export default async function Page({ params }: Props) {
  const guide = await find(params);
  if (!guide) notFound();
  return <NodeGuidePage guide={guide} />;
}

async function find(params: Props["params"]): Promise<NodeGuide | undefined> {
  await connection();
  const { type } = await params;
  return pageContext()
    .nodeGuides()
    .find((guide) => guide.type === type);
}
