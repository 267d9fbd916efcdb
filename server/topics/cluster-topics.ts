import { orAway } from "../../platform/topics/or-away.ts";
import { noCredential } from "../../platform/vault/credentials.ts";
import type { AppContext } from "../app-context.ts";

/** A form lists no more; a name can be typed all the same. */
const most = 1000;

/** The names of the topics that a credential's cluster shows it. */
export async function clusterTopics(app: AppContext, of: { workspaceId: string; id: string }): Promise<string[]> {
  if ((await app.db.prisma.credential.count({ where: { ...of, provider: "kafka" } })) === 0) throw noCredential();
  const cluster = await app.topics.clusters.open(of.workspaceId, of.id);
  const names = await orAway(cluster.list(), async () => await cluster.log.away?.());
  return names.slice(0, most);
}
