/** The workspaces of one person: which they are, new ones, leaving and deleting. */
import type { Collections } from "../../collections/collections.ts";
import { Role } from "../../lib/access/role.ts";
import { PatchbayError } from "../../lib/errors.ts";
import type { OwnWorkspaces } from "../../lib/views/workspace-views.ts";
import type { Database } from "../../platform/database/db.ts";
import type { Env } from "../../platform/env.ts";
import { newId } from "../../platform/ids.ts";
import type { Topics } from "../../platform/topics/topics.ts";
import { customRoleOf, withCustomRole } from "./roles.ts";
import { removeMember } from "./workspaces.ts";

type Deps = { prisma: Database; env: Pick<Env, "PATCHBAY_NEW_WORKSPACES"> };

export async function listOwnWorkspaces(deps: Deps, userId: string): Promise<OwnWorkspaces> {
  const rows = await deps.prisma.membership.findMany({
    where: { userId },
    include: { workspace: { select: { name: true } }, ...withCustomRole },
    orderBy: { createdAt: "asc" },
  });
  const workspaces = rows.map(({ workspaceId: id, workspace, role, customRole }) => ({
    ...{ id, name: workspace.name, role: Role.parse(role), customRole: customRoleOf({ role, customRole }) },
  }));
  return { workspaces, mayCreate: mayCreate(deps, workspaces) };
}

function mayCreate({ env: { PATCHBAY_NEW_WORKSPACES: who } }: Deps, own: readonly { role: Role }[]): boolean {
  return who === "everyone" || (who === "owners" && own.some(({ role }) => role === "owner"));
}

const mostOwned = 50;

export async function createWorkspace(deps: Deps, { userId, name }: { userId: string; name: string }) {
  const { workspaces, mayCreate } = await listOwnWorkspaces(deps, userId);
  if (!mayCreate) {
    const who = deps.env.PATCHBAY_NEW_WORKSPACES === "owners" ? "owners of a workspace" : "no one";
    const message = `On this installation, ${who} may make workspaces (PATCHBAY_NEW_WORKSPACES).`;
    throw new PatchbayError("forbidden", message);
  }
  if (workspaces.length >= mostOwned) {
    throw new PatchbayError("conflict", `One can be in ${mostOwned} workspaces. Leave one first.`);
  }
  const id = newId();
  await deps.prisma.workspace.create({
    data: {
      ...{ id, name, defaultModel: { provider: "built-in", model: "" } },
      memberships: { create: { userId, role: "owner" } },
    },
  });
  return { id };
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

/** The last owner stays, as there would be no one to manage it. */
export async function leaveWorkspace(prisma: Database, of: { workspaceId: string; userId: string }): Promise<void> {
  if ((await prisma.membership.count({ where: { userId: of.userId } })) < 2) {
    throw new PatchbayError("conflict", "This is your only workspace. Join or make another one first.");
  }
  await removeMember(prisma, of);
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
  if ((await prisma.membership.count({ where: { userId } })) < 2) {
    throw new PatchbayError("conflict", "This is your only workspace. Join or make another one first.");
  }
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
