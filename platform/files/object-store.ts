/** Where the content of files lies when it is not in the database: S3, or what speaks its protocol. */
import type { Env } from "../env.ts";
import type { ObjectStore } from "./objects.ts";

export type ObjectStores = {
  /** Where new files go; undefined when that is the database. */
  place: string | undefined;
  /** Files that were put elsewhere before are read from there. */
  at(place: string): ObjectStore;
};

type Settings = Partial<Pick<Env, "PATCHBAY_FILES" | "AWS_REGION" | "AWS_ENDPOINT_URL_S3">>;

export function openObjectStores(settings: Settings): ObjectStores {
  const { PATCHBAY_FILES: place, AWS_REGION: region, AWS_ENDPOINT_URL_S3: endpoint } = settings;
  const open = new Map<string, ObjectStore>();
  return {
    place: place === "postgres" ? undefined : place,
    at(asked) {
      const store = open.get(asked) ?? lazily(asked, { region, endpoint });
      open.set(asked, store);
      return store;
    },
  };
}

/** For tools and tests that keep files in the database. */
export const noObjectStores = openObjectStores({});

/** The client of S3 takes a while to load; who keeps files in Postgres does not pay for it. */
function lazily(place: string, options: { region: string | undefined; endpoint: string | undefined }): ObjectStore {
  let opened: Promise<ObjectStore> | undefined;
  const store = () => {
    opened ??= import("./s3-store.ts").then(({ openS3Store }) => openS3Store(place, options));
    return opened;
  };
  return {
    put: async (id, data) => (await store()).put(id, data),
    get: async (id) => (await store()).get(id),
    delete: async (ids) => (await store()).delete(ids),
    async *list() {
      yield* (await store()).list();
    },
  };
}
