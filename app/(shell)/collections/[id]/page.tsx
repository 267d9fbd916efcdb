import type { Metadata } from "next";
import { CollectionPage } from "../../../../components/collections/collection-page.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { orNotFound, session } from "../../../session.ts";

export const metadata: Metadata = { title: "Collection" };

export default async function Page({ params }: { params: Promise<{ id: string }> }) {
  await session();
  const { id } = await params;
  const api = await pageCaller();
  const [collection, documents] = await orNotFound(
    Promise.all([api.collections.get({ id }), api.collections.documents({ id })]),
    { kind: "collection", id, to: `/collections/${id}` },
  );
  return <CollectionPage key={id} initial={collection} initialDocuments={documents} />;
}
