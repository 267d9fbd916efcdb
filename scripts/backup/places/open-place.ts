import type { StartEnv } from "../../../platform/env.ts";
import { BackupError } from "../manifest.ts";
import { openFolder } from "./folder-place.ts";
import type { BackupPlace } from "./place.ts";

type PlaceSettings = Partial<Pick<StartEnv, "PATCHBAY_FILES" | "AWS_REGION" | "AWS_ENDPOINT_URL_S3">>;

/** A folder, or s3://bucket/prefix with the settings that uploaded files are reached with. */
export async function openPlace(named: string, settings: PlaceSettings = {}): Promise<BackupPlace> {
  if (!named.includes("://")) return openFolder(named);
  const place = named.replace(/\/+$/, "");
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[\w./-]+)?$/.test(place)) {
    throw new BackupError(`${named} is no place for a backup. Name a folder, or s3://bucket/prefix.`);
  }
  if (place === settings.PATCHBAY_FILES) {
    throw new BackupError(`${place} is where uploaded files lie (PATCHBAY_FILES). Name another prefix for the backup.`);
  }
  // The client of S3 takes a while to load.
  const { openBucket } = await import("./s3-place.ts");
  return openBucket(place, { region: settings.AWS_REGION, endpoint: settings.AWS_ENDPOINT_URL_S3 });
}
