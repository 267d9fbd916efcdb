import type { Metadata } from "next";
import { cache } from "react";
import { CollectionPage } from "../../../../components/collections/collection-page.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { orNotFound, session, titleOf } from "../../../session.ts";

const collectionOf = cache(async (id: string) => (await pageCaller()).collections.get({ id }));

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return titleOf(collectionOf((await params).id).then(({ name }) => name));
}

export default async function Page({ params }: Props) {
  await session();
  const { id } = await params;
  const api = await pageCaller();
  const [collection, documents] = await orNotFound(Promise.all([collectionOf(id), api.collections.documents({ id })]), {
    kind: "collection",
    id,
    to: `/collections/${id}`,
  });
  return <CollectionPage key={id} initial={collection} initialDocuments={documents} />;
}
