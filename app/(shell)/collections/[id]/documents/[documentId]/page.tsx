import type { Metadata } from "next";
import { cache } from "react";
import { DocumentPage } from "../../../../../../components/collections/document-page.tsx";
import { pageCaller } from "../../../../../../server/api/page-caller.ts";
import { orNotFound, session, titleOf } from "../../../../../session.ts";

type Props = {
  params: Promise<{ id: string; documentId: string }>;
  searchParams: Promise<{ chunk?: string | string[] }>;
};

const documentOf = cache(async (id: string, documentId: string) =>
  (await pageCaller()).collections.document({ id, documentId }),
);

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { id, documentId } = await params;
  return titleOf(documentOf(id, documentId).then(({ name }) => name));
}

export default async function Page({ params, searchParams }: Props) {
  await session();
  const at = await params;
  const api = await pageCaller();
  const [collection, document] = await orNotFound(
    Promise.all([api.collections.get({ id: at.id }), documentOf(at.id, at.documentId)]),
    { kind: "collection", id: at.id, to: `/collections/${at.id}/documents/${at.documentId}` },
  );
  const { chunk } = await searchParams;
  const passage = typeof chunk === "string" && /^\d{1,6}$/.test(chunk) ? Number(chunk) : undefined;
  return <DocumentPage key={document.id} collection={collection} initial={document} chunk={passage} />;
}
