import type { Metadata } from "next";
import { DocumentPage } from "../../../../../../components/collections/document-page.tsx";
import { pageCaller } from "../../../../../../server/api/page-caller.ts";
import { orNotFound, session } from "../../../../../session.ts";

export const metadata: Metadata = { title: "Document" };

export default async function Page({ params }: { params: Promise<{ id: string; documentId: string }> }) {
  await session();
  const at = await params;
  const api = await pageCaller();
  const [collection, document] = await orNotFound(
    Promise.all([api.collections.get({ id: at.id }), api.collections.document(at)]),
  );
  return <DocumentPage key={document.id} collection={collection} initial={document} />;
}
