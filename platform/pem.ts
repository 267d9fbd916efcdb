import { existsSync, readFileSync } from "node:fs";
import * as z from "zod";

/** PEM as text (with real or written \n), or the path of a file with it. */
export const Pem = z
  .string()
  .refine((value) => isPem(value) || existsSync(value), "should be the path of a PEM file, or its text")
  .transform((value) => (isPem(value) ? value.replaceAll("\\n", "\n") : readFileSync(value, "utf8")))
  .refine(isPem, "should hold PEM, which begins with -----BEGIN");

function isPem(value: string): boolean {
  return value.trimStart().startsWith("-----BEGIN");
}
