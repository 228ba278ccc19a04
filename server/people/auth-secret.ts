import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { Secret } from "#core/secret.ts";
import type { Config } from "../config.ts";
import { createPrivateFile, readPrivateFile } from "../platform/private-file.ts";

/** The secret that signs sign-ins: the operator's, or one made on the first start and kept in the data folder (mode 0600). */
export function keepAuthSecret(config: Pick<Config, "authSecret" | "dataFolder">): Secret {
  if (config.authSecret) return config.authSecret;
  const path = join(config.dataFolder, "auth-secret");
  createPrivateFile(path, randomBytes(32).toString("base64url"));
  return Secret.of(readPrivateFile(path).trim());
}
