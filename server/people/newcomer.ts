import { randomBytes } from "node:crypto";
import { runWithTransaction } from "@better-auth/core/context";
import type { Role } from "../http/route.ts";
import type { Auth } from "./auth.ts";
import { findWorkspaceByName, type PeopleDatabase } from "./queries.ts";

export interface Newcomer {
  workspaceName: string;
  name: string;
  email: string;
  /** At least ten characters: the wall has looked. */
  password: string;
}

/**
 * Makes a person with a password and puts them into the workspace of that name, as its owner when it has to be made.
 * All or nothing: a crash in between would leave a person without a workspace, and set-up closed for ever.
 */
export async function admit(
  auth: Auth,
  db: PeopleDatabase,
  newcomer: Newcomer & { role?: Role },
): Promise<{ userId: string; workspaceId: string }> {
  const { adapter, internalAdapter, password } = await auth.$context;
  const passwordHash = await password.hash(newcomer.password);
  return runWithTransaction(adapter, async () => {
    const { id: userId } = await internalAdapter.createUser(
      { name: newcomer.name, email: newcomer.email, emailVerified: false },
      { method: "email-password" },
    );
    await internalAdapter.linkAccount({ userId, providerId: "credential", accountId: userId, password: passwordHash });
    return { userId, workspaceId: await joinWorkspace(auth, db, { ...newcomer, userId }) };
  });
}

async function joinWorkspace(
  auth: Auth,
  db: PeopleDatabase,
  { workspaceName, userId, role = "member" }: Newcomer & { role?: Role; userId: string },
): Promise<string> {
  const known = await findWorkspaceByName(db, workspaceName);
  if (!known) {
    const slug = randomBytes(8).toString("hex");
    const made = await auth.api.createOrganization({ body: { name: workspaceName, slug, userId } });
    return made.id;
  }
  await auth.api.addMember({ body: { organizationId: known.id, userId, role } });
  return known.id;
}
