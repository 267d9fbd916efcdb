/** Model files of workspaces as people manage them. The files lie in the data folder; runs use them in the workers. */
import { access, constants, mkdir } from "node:fs/promises";
import { PatchbayError } from "../../lib/errors.ts";
import { contextLimits, type LocalModelView } from "../../lib/models/local-models.ts";
import { openGgufReader } from "../../nodes/models/local/read-gguf.ts";
import type { Db } from "../../platform/database/db.ts";
import type { Env } from "../../platform/env.ts";
import type { ObjectStores } from "../../platform/files/object-store.ts";
import type { Fetch } from "../../platform/guarded-fetch.ts";
import { newId } from "../../platform/ids.ts";
import { localModelsFolder } from "../../platform/local-models.ts";
import type { Log } from "../../platform/log.ts";
import { removeOrphans } from "../../platform/model-files/remove-orphans.ts";
import { openClaims } from "./claims.ts";
import type { Parts } from "./download.ts";
import { fileUrl } from "./fetch-file.ts";
import { type FetchLoop, startFetchLoop } from "./fetch-loop.ts";
import { manageLocalModels } from "./manage.ts";
import { createNamed, nameOfFile } from "./names.ts";
import { receiveFile, type Upload } from "./receive-file.ts";
import { type ShareLoop, startShareLoop } from "./share-loop.ts";
import { viewOf, withCopies } from "./view-of.ts";

type Deps = {
  db: Db;
  env: Pick<Env, "PATCHBAY_HOME" | "PATCHBAY_PRIVATE_HOSTS" | "PATCHBAY_MODEL_FILE_GB">;
  fetch: Fetch;
  stores: ObjectStores;
  log: Log;
};
type By = { workspaceId: string; createdBy: string | null };
export type NewLocalModel = {
  url: string;
  name?: string | undefined;
  sha256?: string | undefined;
  context?: number | undefined;
};

export type WebLocalModels = ReturnType<typeof openWebLocalModels>;

export function openWebLocalModels({ db, env, fetch, stores, log }: Deps) {
  const { prisma } = db;
  const home = env.PATCHBAY_HOME;
  const folder = localModelsFolder(home);
  const claims = openClaims(prisma);
  const reader = openGgufReader();
  const way = { fetch, privateHosts: env.PATCHBAY_PRIVATE_HOSTS };
  const parts: Parts = { claims, reader, way, folder, limitGb: env.PATCHBAY_MODEL_FILE_GB, log };
  let loop: FetchLoop | undefined;
  let share: ShareLoop | undefined;
  const opened = makeWritable(folder).then(async (isWritable) => {
    // A container without a volume has no such folder on purpose. What it cannot store, it leaves to other web processes.
    if (!isWritable) log.info({ folder }, "the data folder takes no files, so no local models can be added here");
    else await removeOrphans(prisma, folder).catch((err: unknown) => log.warn({ err }, "old model files stay"));
    loop = isWritable ? startFetchLoop(parts) : undefined;
    share = startShareLoop({ prisma, stores, claims, folder, log, onLost: () => loop?.poke() });
    return isWritable;
  });

  async function demandFolder(): Promise<void> {
    if (!(await opened)) throw new PatchbayError("bad_input", noFolder);
  }

  return {
    async list(workspaceId: string): Promise<LocalModelView[]> {
      const include = withCopies();
      const rows = await prisma.localModel.findMany({ where: { workspaceId }, orderBy: { createdAt: "asc" }, include });
      return rows.map(viewOf);
    },

    /** Answers at once; the file is fetched in the background. */
    async add({ workspaceId, createdBy }: By, { url, sha256, name, context = contextLimits.usual }: NewLocalModel) {
      const address = fileUrl(url, way.privateHosts);
      await demandFolder();
      const given = name ?? nameOfFile(address.pathname);
      const row = await createNamed(prisma, {
        ...{ id: newId(), workspaceId, createdBy, name: given, context, state: "downloading" },
        ...{ url: address.href, sha256: sha256?.toLowerCase() ?? null },
      });
      loop?.poke();
      return viewOf(row);
    },

    /** Answers when the file is stored and checked. */
    async receive({ workspaceId, createdBy }: By, upload: Upload): Promise<LocalModelView> {
      await demandFolder();
      const name = nameOfFile(upload.fileName);
      const id = newId();
      await receiveFile({ ...parts, prisma }, { ...{ id, workspaceId, createdBy, name }, upload });
      return viewOf(await prisma.localModel.findUniqueOrThrow({ where: { id, workspaceId } }));
    },

    ...manageLocalModels({ db, home, loop: () => loop }),

    async close(): Promise<void> {
      await opened;
      await Promise.all([loop?.close(), share?.close()]);
      await reader.close();
    },
  };
}

const noFolder =
  "Web's data folder (PATCHBAY_HOME) takes no files, so no local model can be added. Give web a volume there, and start it anew.";

/** Whether files can be put there. */
async function makeWritable(folder: string): Promise<boolean> {
  return await mkdir(folder, { recursive: true })
    .then(() => access(folder, constants.W_OK))
    .then(...[() => true, () => false]);
}
