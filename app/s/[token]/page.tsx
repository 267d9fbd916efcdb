import type { Metadata } from "next";
import { SharedChat } from "../../../components/chat/shared-chat.tsx";
import { SharedPage } from "../../../components/editor/shared-page.tsx";
import { isMissing, pageCaller } from "../../../server/api/page-caller.ts";
import { pageContext } from "../../../server/page-context.ts";
import { idIn, orNotFound } from "../../session.ts";

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

// The address is the secret: it must not travel on in a Referer or into a search engine.
export const metadata: Metadata = { title: "Shared pipeline", referrer: "no-referrer", robots: { index: false } };

/** A published version for anyone with the link: to look at or to chat with and, when the link says so, to run. */
export default async function ShareLinkPage({ params, searchParams }: Props) {
  const { token } = await params;
  const api = await pageCaller();
  const chat = await api.sharedChat.open({ token }).catch(noChat);
  if (chat) {
    const { c } = await searchParams;
    return <SharedChat token={token} chat={chat} conversationId={idIn(c)} />;
  }
  const shared = await orNotFound(api.share.view({ token }));
  return <SharedPage token={token} shared={shared} manifests={pageContext().manifests()} />;
}

/** The link shows the pipeline, or nothing at all. */
function noChat(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}
