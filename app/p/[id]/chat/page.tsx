import type { Metadata } from "next";
import { MemberProvider } from "../../../../components/api/member.tsx";
import { ChatPage } from "../../../../components/chat/chat-page.tsx";
import { ModelNotice } from "../../../../components/ui/page/model-notice.tsx";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { idIn, orNotFound, pipelineOf, session } from "../../../session.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  await session();
  const { id } = await params;
  const { name } = await orNotFound(pipelineOf(id), {
    ...{ kind: "pipeline", id, to: `/p/${id}/chat` },
  });
  return { title: `Chat with ${name}` };
}

/** A pipeline as a chat; `?version=draft` chats with the draft, `?c=ID` opens a conversation. */
export default async function PipelineChatPage({ params, searchParams }: Props) {
  const workspace = await session();
  const api = await pageCaller();
  const { id: pipelineId } = await params;
  const { version, c } = await searchParams;
  const isDraft = version === "draft";
  const chat = await orNotFound(api.conversations.chat({ pipelineId, ...(isDraft ? { draft: true } : {}) }), {
    ...{ kind: "pipeline", id: pipelineId, to: `/p/${pipelineId}/chat` },
  });
  return (
    <MemberProvider workspace={workspace}>
      <ChatPage
        // Another version is another chat to write to.
        key={`${chat.version ?? "draft"} ${chat.hasMemory}`}
        pipelineId={pipelineId}
        chat={chat}
        conversationId={idIn(c)}
        notice={<ModelNotice workspace={workspace} />}
      />
    </MemberProvider>
  );
}
