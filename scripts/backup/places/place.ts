import type { Readable } from "node:stream";

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
