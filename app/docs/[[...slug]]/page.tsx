import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { DocArticle } from "../doc-article.tsx";
import { type DocPage, headingsOf, readDoc } from "../read-docs.ts";

type Props = { params: Promise<{ slug?: string[] }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: (await find(params))?.title ?? "Docs" };
}

export default async function Page({ params }: Props) {
  const page = await find(params);
  if (!page) notFound();
  return <DocArticle text={page.text} headings={headingsOf(page.text)} />;
}

async function find(params: Props["params"]): Promise<DocPage | undefined> {
  const { slug = [] } = await params;
  return slug.length > 1 ? undefined : await readDoc(slug[0] ?? "");
}
