import { Secret } from "#core/secret.ts";
import { openPool } from "#server/db/database.ts";
import { createPeople } from "#server/people/people.ts";
import { openLog } from "#server/platform/log.ts";
import { quickPasswords } from "./quick-passwords.ts";

/** Who has set up the workspace of every test world. */
export const mira = { name: "Mira Solberg", email: "mira@northwind.example" };
export const testPassword = "correct horse battery";
/** The same in every world, so that Mira's cookie holds in all of them. */
export const testAuthSecret = Secret.of("a secret for tests, thirty-two characters");

export interface Inhabitant {
  readonly userId: string;
  readonly workspaceId: string;
  /** A key of her workspace. */
  readonly apiKey: string;
  /** `Set-Cookie` lines of her sign-in. */
  readonly cookies: readonly string[];
}

/** Signs Mira up and in, with a key for programs, once for all worlds. */
export async function settleMira(databaseUrl: string): Promise<Inhabitant> {
  const log = openLog({ level: "error", to: process.stderr });
  const pool = openPool(databaseUrl, 2, (error) => {
    throw error;
  });
  try {
    const config = { url: "http://localhost", authSecret: testAuthSecret, dataFolder: "" };
    const people = createPeople({ pool, config, log, passwords: quickPasswords });
    const ids = await people.seedPerson({ workspaceName: "Northwind Coffee", ...mira, password: testPassword });
    const { key: apiKey } = await people.createApiKey({ ...ids, name: "Tests" });
    return { ...ids, apiKey, cookies: await people.signIn(mira.email, testPassword, new Headers()) };
  } finally {
    await pool.end();
  }
}
