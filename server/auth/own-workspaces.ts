/** The workspaces of one person: which they are, new ones, leaving and deleting. */
import type { Collections } from "../../collections/collections.ts";
import { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { OwnWorkspaces } from "../../lib/views/workspace-views.ts";
import type { Database } from "../../platform/database/db.ts";
import type { Env } from "../../platform/env.ts";
import { newId } from "../../platform/ids.ts";
import type { Topics } from "../../platform/topics/topics.ts";
import { oldestWorkspaces } from "./installation.ts";
import { customRoleOf, withCustomRole } from "./roles.ts";
import { lockPerson, onlyWorkspace, type Tx } from "./workspaces.ts";

type Deps = { prisma: Pick<Tx, "membership">; env: Pick<Env, "PATCHBAY_NEW_WORKSPACES"> };

export async function listOwnWorkspaces({ prisma, env }: Deps, userId: string): Promise<OwnWorkspaces> {
  const rows = await prisma.membership.findMany({
    where: { userId },
    include: { workspace: { select: { name: true } }, ...withCustomRole },
    orderBy: { createdAt: "asc" },
  });
  const workspaces = rows.map(({ workspaceId: id, workspace, role, customRole }) => ({
    ...{ id, name: workspace.name, role: Role.parse(role), customRole: customRoleOf({ role, customRole }) },
  }));
  return { workspaces, mayCreate: mayCreate(env, workspaces) };
}

function mayCreate({ PATCHBAY_NEW_WORKSPACES: who }: Deps["env"], own: readonly { role: Role }[]): boolean {
  return who === "everyone" || (who === "owners" && own.some(({ role }) => role === "owner"));
}

const mostOwned = 50;

export async function createWorkspace(
  { prisma, env }: Deps & { prisma: Database },
  { userId, name }: { userId: string; name: string },
) {
  return await prisma.$transaction(async (tx) => {
    await lockPerson(tx, userId);
    await assertMayCreate({ prisma: tx, env }, userId);
    const id = newId();
    await tx.workspace.create({
      data: {
        ...{ id, name, defaultModel: { provider: "built-in", model: "" } },
        memberships: { create: { userId, role: "owner" } },
      },
    });
    return { id };
  });
}

async function assertMayCreate(deps: Deps, userId: string): Promise<void> {
  const { workspaces, mayCreate } = await listOwnWorkspaces(deps, userId);
  if (!mayCreate) {
    const who = deps.env.PATCHBAY_NEW_WORKSPACES === "owners" ? "owners of a workspace" : "no one";
    const message = `On this installation, ${who} may make workspaces (PATCHBAY_NEW_WORKSPACES).`;
    throw new PatchbayError("forbidden", message);
  }
  if (workspaces.length >= mostOwned) {
    throw new PatchbayError("conflict", `One can be in ${mostOwned} workspaces. Leave one first.`);
  }
}

export type ThingKind = "pipeline" | "run" | "collection";

/** Which workspace of this person has something, so that a link to it can lead there. */
export async function workspaceWith(prisma: Database, userId: string, { kind, id }: { kind: ThingKind; id: string }) {
  const select = { workspaceId: true } as const;
  const row =
    kind === "pipeline"
      ? await prisma.pipeline.findUnique({ where: { id }, select })
      : kind === "run"
        ? await prisma.run.findUnique({ where: { id }, select })
        : await prisma.collection.findUnique({ where: { id }, select });
  const where = { userId, workspaceId: row?.workspaceId ?? "" };
  const member = await prisma.membership.findFirst({ where, include: { workspace: { select: { name: true } } } });
  if (!member) throw new PatchbayError("not_found", "There is nothing with this id in your workspaces.");
  return { id: member.workspaceId, name: member.workspace.name };
}

/** The oldest workspace is that of the administrators, into which newcomers come: it must not fall to those of another one unawares. */
async function assertHeir(prisma: Database, { workspaceId, userId }: Omit<Doomed, "name">): Promise<void> {
  const [first, heir] = await oldestWorkspaces(prisma, 2);
  if (first !== workspaceId || heir === undefined) return;
  if ((await prisma.membership.count({ where: { workspaceId: heir, userId, role: "owner" } })) > 0) return;
  const message =
    "This is the first workspace of the installation, whose owners administer it. Once it is deleted that would be those of the next oldest one, in which you are no owner: become one there first, or delete that workspace.";
  throw new PatchbayError("conflict", message);
}

type DeleteDeps = { prisma: Database; topics: Topics; collections(workspaceId: string): Collections };
type Doomed = { workspaceId: string; userId: string; name: string };

/** Everything in it goes, also what lies elsewhere. */
export async function deleteWorkspace(deps: DeleteDeps, { workspaceId, userId, name }: Doomed): Promise<void> {
  const { prisma, topics } = deps;
  const workspace = await prisma.workspace.findUnique({ where: { id: workspaceId } });
  if (workspace?.name !== name) {
    throw new PatchbayError("bad_input", "This is not the name of the workspace. Type it exactly as it is shown.");
  }
  if ((await prisma.membership.count({ where: { userId } })) < 2) throw onlyWorkspace();
  await assertHeir(prisma, { workspaceId, userId });
  // No new run, before what runs is deleted.
  await prisma.activation.deleteMany({ where: { workspaceId } });
  await prisma.pipeline.deleteMany({ where: { workspaceId } });
  const collections = deps.collections(workspaceId);
  for (const { id } of await prisma.collection.findMany({ where: { workspaceId }, select: { id: true } })) {
    await collections.delete(id);
  }
  for (const topic of await prisma.topic.findMany({ where: { workspaceId }, select: { name: true } })) {
    await topics.delete(workspaceId, topic.name);
  }
  // Nothing of these refers to the workspace: what came while the rest was deleted goes with it.
  await prisma.$transaction([
    prisma.workspace.delete({ where: { id: workspaceId } }),
    prisma.file.deleteMany({ where: { workspaceId } }),
    prisma.blob.deleteMany({ where: { workspaceId } }),
  ]);
}
