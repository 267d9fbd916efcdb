import type { Metadata } from "next";
import { MemberProvider } from "../../../components/api/member.tsx";
import { EditorPage } from "../../../components/editor/editor-page.tsx";
import { ModelNotice } from "../../../components/ui/page/model-notice.tsx";
import { pageCaller } from "../../../server/api/page-caller.ts";
import { idIn, orNotFound, pipelineOf, session } from "../../session.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  await session();
  const { id } = await params;
  const { name } = await orNotFound(pipelineOf(id), {
    kind: "pipeline",
    id,
    to: await addressOf(id, searchParams),
  });
  return { title: name };
}

/** The canvas of one pipeline; `?run=ID` shows a run on the exact graph it ran. */
export default async function PipelinePage({ params, searchParams }: Props) {
  const workspace = await session();
  const api = await pageCaller();
  const { id } = await params;
  const [pipeline, manifests, credentials] = await orNotFound(
    Promise.all([pipelineOf(id), api.catalogue.list(), api.credentials.list()]),
    { kind: "pipeline", id, to: await addressOf(id, searchParams) },
  );
  const { run } = await searchParams;
  return (
    <MemberProvider workspace={workspace}>
      <EditorPage
        notice={<ModelNotice workspace={workspace} />}
        runId={idIn(run)}
        pipeline={{
          pipelineId: pipeline.id,
          name: pipeline.name,
          graph: pipeline.graph,
          revision: pipeline.revision,
          manifests,
          isReadOnly: !workspace.permissions.includes("pipelines.write"),
          latestVersion: pipeline.latestVersion ?? undefined,
          isChanged: pipeline.publishedRevisionDiffers,
          credentials: credentials.map(({ id, name }) => ({ id, name })),
        }}
      />
    </MemberProvider>
  );
}

async function addressOf(id: string, searchParams: Props["searchParams"]): Promise<string> {
  const { run } = await searchParams;
  return typeof run === "string" ? `/p/${id}?run=${encodeURIComponent(run)}` : `/p/${id}`;
}
