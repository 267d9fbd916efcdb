import type { Readable } from "node:stream";
import type { StartEnv } from "../../../platform/env.ts";
import { BackupError } from "../manifest.ts";
import { openFolder } from "./folder-place.ts";

/** Where one backup lies: a folder, or what begins with a prefix in a bucket. Files in it have paths with slashes. */
export type BackupPlace = {
  /** As a person would name it. */
  name: string;
  /** Makes sure that a new backup can be written here. Says whether an interrupted one goes on, whose uploads are kept. */
  begin(): Promise<{ resumes: boolean }>;
  /** The file is there when it is whole, and else not. */
  write(file: string, content: Readable): Promise<void>;
  /** Undefined when there is none. */
  read(file: string): Promise<Readable | undefined>;
  /** Bytes of a file that is there; undefined when there is none. */
  sizeOf(file: string): Promise<number | undefined>;
  /** All that was written counts from now on. */
  finish(): Promise<void>;
  abandon(): Promise<void>;
};

export type PlaceSettings = Partial<Pick<StartEnv, "PATCHBAY_FILES" | "AWS_REGION" | "AWS_ENDPOINT_URL_S3">>;

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
