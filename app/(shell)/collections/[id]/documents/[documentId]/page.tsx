import type { Metadata } from "next";
import { DocumentPage } from "../../../../../../components/collections/document-page.tsx";
import { pageCaller } from "../../../../../../server/api/page-caller.ts";
import { orNotFound, session } from "../../../../../session.ts";

export const metadata: Metadata = { title: "Document" };

type Props = {
  params: Promise<{ id: string; documentId: string }>;
  searchParams: Promise<{ chunk?: string | string[] }>;
};

export default async function Page({ params, searchParams }: Props) {
  await session();
  const at = await params;
  const api = await pageCaller();
  const [collection, document] = await orNotFound(
    Promise.all([api.collections.get({ id: at.id }), api.collections.document(at)]),
    { kind: "collection", id: at.id, to: `/collections/${at.id}/documents/${at.documentId}` },
  );
  const { chunk } = await searchParams;
  const passage = typeof chunk === "string" && /^\d{1,6}$/.test(chunk) ? Number(chunk) : undefined;
  return <DocumentPage key={document.id} collection={collection} initial={document} chunk={passage} />;
}
