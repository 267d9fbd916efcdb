import type { Metadata } from "next";
import { WaitingForYou } from "../../../components/approvals/waiting-for-you.tsx";
import type { EdgeKinds } from "../../../components/pipelines/pipeline-preview.tsx";
import { PipelinesPage } from "../../../components/pipelines/pipelines-page.tsx";
import type { Manifest } from "../../../lib/node-types/manifest.ts";
import type { PortKind } from "../../../lib/ports/port-kinds.ts";
import { pageCaller } from "../../../server/api/page-caller.ts";
import { examples } from "../../../server/examples/examples.ts";
import { session } from "../../session.ts";

export const metadata: Metadata = { title: "Pipelines" };

export default async function HomePage() {
  const { permissions } = await session();
  const api = await pageCaller();
  const [pipelines, manifests] = await Promise.all([api.pipelines.list({ archived: false }), api.catalogue.list()]);
  return (
    <>
      {permissions.includes("approvals.decide") ? <WaitingForYou /> : null}
      <PipelinesPage initial={pipelines} kinds={edgeKinds(manifests)} exampleOrder={examples.map(({ key }) => key)} />
    </>
  );
}

function edgeKinds(manifests: readonly Manifest[]): EdgeKinds {
  return Object.fromEntries(manifests.map((manifest) => [manifest.type, firstKind(manifest)]));
}

/** Ports that grow out of settings have no kind until a node exists; what they carry most is text. */
function firstKind({ outputs, derived }: Manifest): PortKind {
  const [output] = Object.values(outputs);
  return output?.kind ?? (derived.some((rule) => rule.side === "outputs") ? "text" : "any");
}
