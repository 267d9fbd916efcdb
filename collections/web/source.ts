import type { HttpFetch } from "../../lib/http.ts";
import type { Broker } from "../../platform/broker/broker.ts";
import type { Db } from "../../platform/database/db.ts";
import type { ObjectStores } from "../../platform/files/object-store.ts";
import type { Drivers } from "../drivers.ts";

export type RefreshDeps = Pick<Db, "prisma" | "pool"> & {
  broker: Pick<Broker, "publish">;
  drivers: Drivers;
  stores?: ObjectStores;
  /** The guarded client. */
  fetch: HttpFetch;
  /** Between two pages of a site, where its robots.txt asks for no more. */
  pauseMs?: number;
};

/** A source with the lease on it (sql/claim-web-source.sql). */
export type ClaimedSource = {
  id: string;
  token: number;
  attempts: number;
  collectionId: string;
  workspaceId: string;
  kind: "page" | "sitemap";
  address: string;
  include: string[];
  exclude: string[];
  mostPages: number;
  mostMegabytes: number;
  whenGone: "remove" | "keep";
  round: number;
  isOpen: boolean;
};

/** Another worker has the source now, or it was removed: nothing more may be written. */
export class SourceLost extends Error {
  override name = "SourceLost";
}
