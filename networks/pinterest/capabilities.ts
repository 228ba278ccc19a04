import type { CapabilityTable } from "#core/capability.ts";
import { openApi } from "./sources.ts";

/** What somebody is on a board; Pinterest names only the owner, so whoever else sees it in their own list helps to fill it. */
export const owner = "OWNER";
export const collaborator = "COLLABORATOR";

/** Roles as Pinterest's own pages call them. */
export const roleNames: Readonly<Record<string, string>> = { [owner]: "Owner", [collaborator]: "Collaborator" };

/** Scopes and roles of each capability: `security` of the operations, and who may write on a board. */
export const capabilities: CapabilityTable = {
  publish: {
    scopes: ["boards:read", "boards:write", "pins:read", "pins:write"],
    anyRole: [owner, collaborator],
    source: `POST /v5/pins, ${openApi}`,
  },
  inbox: { absent: "Pinterest gives apps no comments and no messages, so there is nothing to answer here." },
  analytics: {
    scopes: ["user_accounts:read", "boards:read", "pins:read"],
    anyRole: [],
    source: `GET /v5/pins/{id}/analytics and /v5/user_account/analytics, ${openApi}`,
  },
};

/** Everything a full connection asks for. Nobody can untick one of them at Pinterest, so no more than is used (P36). */
export const scopes: readonly string[] = [
  "user_accounts:read",
  "boards:read",
  "boards:write",
  "pins:read",
  "pins:write",
];

/** Shows secret boards; without it Pinterest does not even list them. */
export const seesSecret = "boards:read_secret";

/** What publishing on a secret board takes besides. People keep private things there: asked for only where the operator wants it. */
export const secretScopes: readonly string[] = [
  seesSecret,
  "boards:write_secret",
  "pins:read_secret",
  "pins:write_secret",
];

/** Whether these scopes allow working with secret boards; scopes that nobody told us are no permission (P34). */
export function coversSecret(held: readonly string[] | undefined): boolean {
  return secretScopes.every((scope) => held?.includes(scope));
}
