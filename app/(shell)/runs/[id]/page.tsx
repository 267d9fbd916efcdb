import type { Metadata } from "next";
import { shortRunId } from "../../../../components/runs/run-id.ts";
import { RunPage } from "../../../../components/runs/run-page.tsx";
import { nodeInfos, runPortsOf } from "../../../../components/runs/timeline/node-info.ts";
import { pageCaller } from "../../../../server/api/page-caller.ts";
import { orNotFound, session } from "../../../session.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: `Run ${shortRunId((await params).id)}` };
}

export default async function Page({ params }: Props) {
  const { permissions } = await session();
  const { id } = await params;
  const api = await pageCaller();
  const [run, { graph, bodies }, manifests] = await orNotFound(
    Promise.all([api.runs.get({ id }), api.runs.graph({ id }), api.catalogue.list()]),
    { kind: "run", id, to: `/runs/${id}` },
  );
  const catalogue = new Map(manifests.map((manifest) => [manifest.type, manifest]));
  return (
    <RunPage
      key={id}
      initial={run}
      loadedAt={Date.now()}
      mayEdit={permissions.includes("runs.start")}
      nodes={nodeInfos(graph, catalogue, bodies)}
      ports={runPortsOf(graph, catalogue)}
    />
  );
}
