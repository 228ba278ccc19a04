import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Secret } from "#core/secret.ts";
import { createPrivateFile, readPrivateFile } from "./private-file.ts";

/** The secret that signs sign-in cookies, kept in the data folder and made on the first start. */
export function openAuthSecret(dataFolder: string): Secret {
  const path = join(dataFolder, "auth-secret");
  createPrivateFile(path, `${randomBytes(48).toString("base64url")}\n`);
  return Secret.of(readPrivateFile(path).trim());
}
