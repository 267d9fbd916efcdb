import type { Metadata } from "next";
import { SharedPage } from "../../../components/editor/shared-page.tsx";
import { pageCaller } from "../../../server/api/page-caller.ts";
import { pageContext } from "../../../server/page-context.ts";
import { orNotFound } from "../../session.ts";

type Props = { params: Promise<{ token: string }> };

// The address is the secret: it must not travel on in a Referer or into a search engine.
export const metadata: Metadata = { title: "Shared pipeline", referrer: "no-referrer", robots: { index: false } };

/** A published version for anyone with the link: to look at and, when the link says so, to run. */
export default async function ShareLinkPage({ params }: Props) {
  const { token } = await params;
  const api = await pageCaller();
  const shared = await orNotFound(api.share.view({ token }));
  return <SharedPage token={token} shared={shared} manifests={pageContext().manifests()} />;
}
